import * as z from 'zod'
import { atLeast, duration, filePath } from './config-field.ts'
import { gatewayApi } from './gateway-api.ts'
import { gatewayAudit } from './gateway-audit.ts'
import { gatewayOutput } from './gateway-outputs.ts'
import { gatewayRates } from './gateway-rates.ts'
import { revocation } from './revocation.ts'
import { pastTokenSecret, randomSecret } from './token-secret.ts'
import { verifier } from './verifier.ts'

const minimumTokenDurationUs = 3_600_000_000

/** Most processes of one gateway. */
export const mostWorkers = 64

/** Limits of one request and of all together; see docs/gateway.md. */
export const gatewayLimits = z.strictObject({
  bodyBytes: atLeast(1024, 1_048_576, 'Most bytes of a body as sent. @default 1 MiB'),
  inflatedBytes: atLeast(1024, 4_194_304, 'Most bytes of a body inflated. @default 4 MiB'),
  inflateRatio: atLeast(1, 100, 'Most inflated bytes for one sent byte. @default 100'),
  jsonValues: atLeast(1, 200_000, 'Most JSON values in a body. @default 200,000'),
  jsonDepth: atLeast(2, 8, 'Deepest nesting of a body. @default 8'),
  batchEvents: atLeast(1, 1000, 'Most events of a batch. @default 1,000'),
  eventBytes: atLeast(
    256,
    65_536,
    'Most bytes of one event as JSON; its text in the body may have four times as many. @default 64 KiB',
  ),
  stringLength: atLeast(64, 8192, 'Most characters of one string. @default 8 Ki'),
  installBytes: atLeast(512, 8192, 'Most bytes of a body of /install. @default 8 KiB'),
  headerBytes: atLeast(1024, 8192, 'Most bytes of all headers. @default 8 KiB'),
  headersTimeout: duration('Longest time for the headers. @default 10s', 10_000_000),
  requestTimeout: duration('Longest time for a whole request. @default 30s', 30_000_000),
  connections: atLeast(1, 10_000, 'Most connections. @default 10,000'),
  inFlightBatches: atLeast(1, 2000, 'Most batches in flight; beyond it 503. @default 2,000'),
  inFlightBytes: atLeast(
    1_048_576,
    67_108_864,
    'Most inflated bytes in flight; beyond it 503. @default 64 MiB',
  ),
})

const admin = z.strictObject({
  enabled: z.boolean().default(true).describe('Whether there is an admin listener. @default true'),
  host: z
    .string()
    .min(1)
    .default('localhost')
    .describe(
      'Name or address of the admin listener; probes and metrics ask for no password. @default localhost',
    ),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(8081)
    .describe('Port of the admin listener; 0 takes a free one. @default 8081'),
  token: randomSecret
    .optional()
    .describe(
      'Lets administrators revoke sensors by the admin listener: 64 random bytes, base64. @default none: that is switched off',
    ),
})

const drain = z.strictObject({
  grace: duration(
    'How long sensors are still served after SIGTERM, so that load balancers see it at /readyz first. Not waited for where nobody asked /readyz in the last minute. @default 5s',
    5_000_000,
  ),
  timeout: duration('Longest time that requests get to finish after the grace. @default 20s', 20_000_000),
})

const flush = z
  .strictObject({
    floor: duration(
      'Shortest time between batches that sensors are told (`flushAfterMs`). @default 10s',
      10_000_000,
    ),
    ceiling: duration('Longest time that they are told, under load. @default 60s', 60_000_000),
    uploadsPerSecond: atLeast(
      1,
      1000,
      'Uploads a second that are fine for long: with more sensors than that the time grows. @default 1,000',
    ),
  })
  .refine(({ floor, ceiling }) => ceiling >= floor, {
    path: ['ceiling'],
    message: 'expected at least `flush.floor`',
  })

const token = z.strictObject({
  duration: duration('Life of a token. @default 28d', 2_419_200_000_000).refine(
    us => us >= minimumTokenDurationUs,
    'expected at least one hour, as microseconds or text such as 28d: less is probably a slip of unit',
  ),
  secrets: z
    .strictObject({
      current: randomSecret.describe('Signs tokens: 64 random bytes, base64.'),
      past: z
        .array(pastTokenSecret)
        .default([])
        .describe(
          'Secrets whose tokens are still accepted, each as base64 or as `{secret, notAfter}`. @default none',
        ),
    })
    .describe('What tokens are signed and checked with.'),
  proof: z
    .enum(['off', 'required'])
    .default('off')
    .describe("Whether uploads must prove the sensor's key too. @default off"),
})

const revocations = z.strictObject({
  entries: z
    .array(revocation)
    .default([])
    .describe('Who is let in no longer; both entries and file count. @default none'),
  file: filePath
    .optional()
    .describe('A file with more entries, JSON or YAML, read again while the gateway runs.'),
  interval: duration('How often the file is read. @default 5s', 5_000_000).refine(
    us => us >= 100_000 && us <= 10_000_000,
    'expected 100ms to 10s, so that a revocation counts within 30 seconds',
  ),
})

const gatewayVerifier = verifier.strict()

/** Configuration of the gateway. The first Weaklayer's file works unchanged. */
export const gatewayConfig = z
  .strictObject({
    sensor: z
      .strictObject({
        api: gatewayApi.prefault({}).describe('Where sensors reach the gateway.'),
        token: token.describe('What enrolled sensors present.'),
        install: z
          .strictObject({
            verifiers: z
              .array(gatewayVerifier)
              .min(1)
              .describe('Which install keys are accepted; several a group are fine.'),
          })
          .describe('Who may enrol.'),
        revocation: revocations.prefault({}).describe('Who is let in no longer.'),
      })
      .describe('The side of the sensors.'),
    outputs: z.array(gatewayOutput).min(1).describe('Where accepted events go.'),
    deadLetter: z
      .strictObject({ directory: filePath.describe('Where refused events are kept.') })
      .optional()
      .describe(
        'The dead letter. @default the folder dead-letter of the first filesystem output, else ./dead-letter',
      ),
    updates: z
      .strictObject({
        directory: filePath.describe(
          'Packages and update manifests of the sensor, as `weaklayer package --publish` puts them there; browsers get them below `/updates/`. @default no updates are served',
        ),
      })
      .optional()
      .describe('Updates of the sensor itself.'),
    workers: z
      .int()
      .min(1)
      .max(mostWorkers)
      .default(1)
      .describe(
        'How many processes share the ports, each with its own files: one for each core at most, 64 altogether. The option `--workers` comes before it. @default 1',
      ),
    limits: gatewayLimits.prefault({}).describe('Limits of requests.'),
    rates: gatewayRates.prefault({}).describe('How often somebody may come.'),
    admin: admin.prefault({}).describe('For probes and monitoring.'),
    flush: flush.prefault({}).describe('How often sensors upload.'),
    drain: drain.prefault({}).describe('How the gateway stops.'),
    audit: gatewayAudit.prefault({}).describe('Who was let in, refused or revoked, and what was changed.'),
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
export { gatewayOutput, type OutputConfig } from './gateway-outputs.ts'
