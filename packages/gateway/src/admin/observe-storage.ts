import type { Clock } from '../clock.ts'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import type { Storage } from '../server/storage.ts'
import type { Health } from './health.ts'

interface Observers {
  health: Health
  metrics: Metrics
  clock: Clock
}

/** Tells the health and the metrics what becomes of batches. */
export function observeStorage(storage: Storage, { health, metrics, clock }: Observers): Storage {
  return {
    ...storage,
    async store(batch, letters) {
      const beganMs = clock.nowMs()
      const outcome = await storage.store(batch, letters)
      if (outcome.status === 'durable') metrics.stored(clock.nowMs() - beganMs)
      health.stored(outcome.status === 'durable')
      return outcome
    },
  }
}
