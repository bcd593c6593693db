import * as z from 'zod'
import { fromBase64 } from './bytes.ts'
import { durationUs } from './duration.ts'
import { verifier } from './verifier.ts'

const minimumTokenDurationUs = 3_600_000_000

const durationExpected = 'expected microseconds or text with a unit such as 5m or 28d'

const duration = (description: string, fallbackUs: number) =>
  z
    .union([z.int().min(0), z.string()], durationExpected)
    .transform((value, context) => {
      const us = durationUs(value)
      if (us !== undefined) return us
      context.addIssue({ code: 'custom', message: durationExpected })
      return z.NEVER
    })
    .default(fallbackUs)
    .describe(description)

const tokenSecret = z
  .string()
  .refine(
    value => (fromBase64(value)?.length ?? 0) >= 32,
    'expected at least 32 random bytes as base64; `weaklayer secret` makes one',
  )

const filePath = z.string().min(1)
const bytes = (least: number, fallback: number, description: string) =>
  z.int().min(least).default(fallback).describe(description)

/** Limits of one request and of all together; see docs/gateway.md. */
export const gatewayLimits = z.strictObject({
  bodyBytes: bytes(1024, 1_048_576, 'Most bytes of a body as sent. @default 1 MiB'),
  inflatedBytes: bytes(1024, 4_194_304, 'Most bytes of a body inflated. @default 4 MiB'),
  inflateRatio: z.int().min(1).default(100).describe('Most inflated bytes for one sent byte. @default 100'),
  jsonValues: z.int().min(1).default(200_000).describe('Most JSON values in a body. @default 200,000'),
  jsonDepth: z.int().min(2).default(8).describe('Deepest nesting of a body. @default 8'),
  batchEvents: z.int().min(1).default(1000).describe('Most events of a batch. @default 1,000'),
  eventBytes: bytes(256, 65_536, 'Most bytes of one event as JSON. @default 64 KiB'),
  stringLength: z.int().min(64).default(8192).describe('Most characters of one string. @default 8 Ki'),
  installBytes: bytes(512, 8192, 'Most bytes of a body of /install. @default 8 KiB'),
  headerBytes: bytes(1024, 8192, 'Most bytes of all headers. @default 8 KiB'),
  headersTimeout: duration('Longest time for the headers. @default 10s', 10_000_000),
  requestTimeout: duration('Longest time for a whole request. @default 30s', 30_000_000),
  connections: z.int().min(1).default(10_000).describe('Most connections. @default 10,000'),
  inFlightBytes: bytes(
    1_048_576,
    67_108_864,
    'Most inflated bytes in flight; beyond it 503. @default 64 MiB',
  ),
})

const https = z.strictObject({
  certificate: filePath.describe('PEM file with the certificate and its chain.'),
  key: filePath.describe('PEM file with the private key.'),
  password: z.string().optional().describe('Password of an encrypted key.'),
})

const api = z.strictObject({
  host: z.string().min(1).default('localhost').describe('Name or address to listen on. @default localhost'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port to listen on; 0 takes a free one. @default 8080'),
  https: https.optional().describe('Serve HTTPS with this certificate. @default HTTP'),
})

const token = z.strictObject({
  duration: duration('Life of a token. @default 28d', 2_419_200_000_000).refine(
    us => us >= minimumTokenDurationUs,
    'expected at least one hour, as microseconds or text such as 28d: less is probably a slip of unit',
  ),
  secrets: z
    .strictObject({
      current: tokenSecret.describe('Signs tokens: 64 random bytes, base64.'),
      past: z
        .array(tokenSecret)
        .default([])
        .describe('Secrets whose tokens are still accepted. @default none'),
    })
    .describe('What tokens are signed and checked with.'),
  proof: z
    .enum(['off', 'required'])
    .default('off')
    .describe("Whether uploads must prove the sensor's key too. @default off"),
})

const gatewayVerifier = verifier.strict()

const stdoutOutput = z.strictObject({
  type: z.literal('stdout').describe('Standard output, one JSON line an event.'),
  required: z.boolean().default(true).describe('Take part in the acknowledgement. @default true'),
})

const filesystemOutput = z.strictObject({
  type: z.literal('filesystem').describe('Files of JSON lines, a folder a group.'),
  directory: filePath.describe('Where the event files go, a folder a group.'),
  age: duration('Longest time a file stays open. @default 5m', 300_000_000),
  size: z.int().min(1024).default(100_000_000).describe('Most bytes of a file. @default 100 MB'),
  required: z.boolean().default(true).describe('Take part in the acknowledgement. @default true'),
})

/** Configuration of the gateway. The first Weaklayer's file works unchanged. */
export const gatewayConfig = z
  .strictObject({
    sensor: z
      .strictObject({
        api: api.default({ host: 'localhost', port: 8080 }).describe('Where sensors reach the gateway.'),
        token: token.describe('What enrolled sensors present.'),
        install: z
          .strictObject({
            verifiers: z
              .array(gatewayVerifier)
              .min(1)
              .describe('Which install keys are accepted; several a group are fine.'),
          })
          .describe('Who may enrol.'),
      })
      .describe('The side of the sensors.'),
    outputs: z
      .array(z.discriminatedUnion('type', [stdoutOutput, filesystemOutput]))
      .min(1)
      .describe('Where accepted events go.'),
    deadLetter: z
      .strictObject({ directory: filePath.describe('Where refused events are kept.') })
      .optional()
      .describe(
        'The dead letter. @default the folder dead-letter of the first filesystem output, else ./dead-letter',
      ),
    limits: gatewayLimits.prefault({}).describe('Limits of requests.'),
    log: z
      .strictObject({
        level: z
          .enum(['debug', 'info', 'warn', 'error'])
          .default('info')
          .describe('Least severity. @default info'),
      })
      .default({ level: 'info' })
      .describe('The log, JSON lines on standard error.'),
  })
  .meta({ title: 'GatewayConfig', description: 'Configuration of the gateway, YAML or JSON.' })

export type GatewayConfig = z.infer<typeof gatewayConfig>
export type GatewayLimits = z.infer<typeof gatewayLimits>
export type OutputConfig = GatewayConfig['outputs'][number]
