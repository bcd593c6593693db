import type { GatewayConfig } from '@weaklayer/wire'
import type { WorkerPlace } from './worker-place.ts'

type Limited = Pick<GatewayConfig, 'limits' | 'rates' | 'flush'>

/**
 * What one of several processes may take of what the configuration allows the gateway. What bounds one sensor stays whole: its requests come
 * over one connection mostly, so to one process.
 */
export function shareLimits(
  { limits, rates, flush }: Limited,
  { of }: Pick<WorkerPlace, 'of'> = { of: 1 },
): Limited {
  const part = (amount: number) => Math.ceil(amount / of)
  return {
    limits: {
      ...limits,
      connections: part(limits.connections),
      inFlightBatches: part(limits.inFlightBatches),
      // The largest batch must fit into every share.
      inFlightBytes: Math.min(
        limits.inFlightBytes,
        Math.max(part(limits.inFlightBytes), limits.inflatedBytes),
      ),
    },
    rates: {
      ...rates,
      failedInstallsPerMinute: part(rates.failedInstallsPerMinute),
      groupInstallsPerMinute: part(rates.groupInstallsPerMinute),
      groupInstallBurst: part(rates.groupInstallBurst),
    },
    flush: { ...flush, uploadsPerSecond: flush.uploadsPerSecond / of },
  }
}
