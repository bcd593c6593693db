import type { Storage } from '../server/storage.ts'
import type { Health } from './health.ts'

/** Tells the health what becomes of batches. */
export function observeStorage(storage: Storage, health: Health): Storage {
  return {
    ...storage,
    async store(group, lines, refused) {
      const outcome = await storage.store(group, lines, refused)
      health.stored(outcome.status === 'durable')
      return outcome
    },
  }
}
