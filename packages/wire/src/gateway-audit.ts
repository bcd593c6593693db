import * as z from 'zod'
import { atLeast, duration, filePath } from './config-field.ts'

const leastAgeUs = 60_000_000

/** The audit log of the gateway; see docs/audit.md. */
export const gatewayAudit = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether there is an audit log. @default true'),
  directory: filePath
    .optional()
    .describe(
      'Where its files go, a directory of this gateway alone. @default the folder audit of the first required filesystem output, else ./audit',
    ),
  size: atLeast(10_000, 100_000_000, 'Most bytes of a file. @default 100 MB'),
  age: duration('Longest time that a file is written to. @default 30d', 2_592_000_000_000).refine(
    us => us >= leastAgeUs,
    'expected at least one minute, as microseconds or text such as 30d: less is probably a slip of unit',
  ),
})
