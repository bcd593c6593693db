import type { JournalKey, JournalTransaction } from './journal.ts'

/** Records that one transaction reads once, changes in place, and writes once. */
export interface WorkingSet {
  /** The record to change; `fresh` makes the one that is not there yet. */
  take<Value extends object>(key: JournalKey<Value>, fresh: () => Value): Promise<Value>
  /** Writes all that were taken. */
  save(): void
}

export function createWorkingSet(transaction: JournalTransaction): WorkingSet {
  const taken = new Map<JournalKey<unknown>, object>()
  return {
    async take(key, fresh) {
      const found = taken.get(key) ?? (await transaction.get(key)) ?? fresh()
      taken.set(key, found)
      return found as never
    },
    save() {
      for (const [key, value] of taken) transaction.put(key, value)
    },
  }
}
