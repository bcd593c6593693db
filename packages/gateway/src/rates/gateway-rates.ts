import type { GatewayRates } from '@weaklayer/wire'
import type { Clock } from '../clock.ts'
import { createRateLimit, type RateLimit } from './rate-limit.ts'

/** How often somebody may come, as docs/gateway.md has it. */
export interface Rates {
  /** By sender, see `senderOf`. */
  failedInstalls: RateLimit
  /** By group. */
  groupInstalls: RateLimit
  /** By sensor. */
  sensorRequests: RateLimit
  /** By sensor, inflated bytes. */
  sensorBytes: RateLimit
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** Enough for the sensors of one gateway; each takes about 100 bytes of memory. */
const mostKeys = 200_000

export function createRates(rates: GatewayRates, clock: Clock): Rates {
  const limit = (amount: number, burst: number, periodMs = minuteMs) =>
    createRateLimit({ amount, burst, periodMs, mostKeys }, clock)
  return {
    failedInstalls: limit(rates.failedInstallsPerMinute, rates.failedInstallsPerMinute),
    groupInstalls: limit(rates.groupInstallsPerMinute, rates.groupInstallBurst),
    sensorRequests: limit(rates.sensorRequestsPerMinute, rates.sensorRequestBurst),
    sensorBytes: limit(rates.sensorBytesPerDay, rates.sensorBytesPerDay, dayMs),
  }
}
