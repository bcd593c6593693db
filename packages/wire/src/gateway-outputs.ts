import * as z from 'zod'
import { atLeast, duration, durationValue, filePath } from './config-field.ts'

const minimumRetentionUs = 3_600_000_000

const required = z
  .boolean()
  .default(true)
  .describe('Take part in the acknowledgement; else best effort. @default true')

const queue = atLeast(
  65_536,
  16_777_216,
  'Most bytes that wait for it where it is best effort; more is dropped for it only. @default 16 MiB',
)

const retention = z
  .strictObject({
    age: durationValue()
      .refine(
        us => us >= minimumRetentionUs,
        'expected at least one hour, as microseconds or text such as 90d: less is probably a slip of unit',
      )
      .optional()
      .describe('Finished files older than this are deleted. @default none'),
    size: z
      .int()
      .min(1_000_000)
      .optional()
      .describe('Most bytes of all finished files together; the oldest are deleted first. @default none'),
  })
  .optional()
  .describe('When finished files are deleted. @default never')

const stdoutOutput = z.strictObject({
  type: z.literal('stdout').describe('Standard output, one JSON line an event.'),
  required,
  queue,
})

const filesystemOutput = z.strictObject({
  type: z.literal('filesystem').describe('Files of events, a folder a group.'),
  directory: filePath.describe('Where the event files go, a folder a group.'),
  format: z
    .enum(['lines', 'array'])
    .default('lines')
    .describe(
      '`lines`: JSON lines, `.ndjson`; `array`: the JSON arrays of the first Weaklayer, `.json`. @default lines',
    ),
  age: duration('Longest time a file stays open. @default 5m', 300_000_000),
  size: atLeast(1024, 100_000_000, 'Most bytes of a file. @default 100 MB'),
  retention,
  required,
  queue,
})

/** Where accepted events go. */
export const gatewayOutput = z.discriminatedUnion('type', [stdoutOutput, filesystemOutput])

export type OutputConfig = z.infer<typeof gatewayOutput>
