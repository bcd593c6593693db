import * as z from 'zod'
import { atLeast } from './config-field.ts'

/** How often somebody may come; beyond it 429 with Retry-After. See docs/gateway.md. */
export const gatewayRates = z.strictObject({
  failedInstallsPerMinute: atLeast(
    1,
    10,
    'Most failed installs a minute of one address, also at once (IPv6: of one /64). @default 10',
  ),
  groupInstallsPerMinute: atLeast(1, 6000, 'Most installs a minute of one group, lasting. @default 6,000'),
  groupInstallBurst: atLeast(1, 20_000, 'Most installs of one group at once. @default 20,000'),
  sensorRequestsPerMinute: atLeast(
    1,
    60,
    'Most requests a minute to /events of one sensor, lasting. @default 60',
  ),
  sensorRequestBurst: atLeast(1, 600, 'Most requests to /events of one sensor at once. @default 600'),
  sensorBytesPerDay: atLeast(
    1_048_576,
    268_435_456,
    'Most bytes a day of one sensor, inflated. @default 256 MiB',
  ),
})

export type GatewayRates = z.infer<typeof gatewayRates>
