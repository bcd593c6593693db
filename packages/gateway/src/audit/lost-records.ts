import type { AuditEntry } from '@weaklayer/wire'

/** Records that could not be written, until a record says so. */
export interface LostRecords {
  add(action: string, timeUs: number): void
  /** The record that tells of them; undefined when there are none. */
  entry(): AuditEntry | undefined
  clear(): void
}

export function createLostRecords(): LostRecords {
  const actions = new Map<string, number>()
  let [fromUs, untilUs] = [0, 0]
  return {
    add(action, timeUs) {
      if (actions.size === 0) fromUs = timeUs
      untilUs = timeUs
      actions.set(action, (actions.get(action) ?? 0) + 1)
    },
    entry() {
      if (actions.size === 0) return undefined
      const records = [...actions.values()].reduce((sum, count) => sum + count, 0)
      const details = { records, actions: Object.fromEntries(actions), from: fromUs, until: untilUs }
      return { action: 'audit.lost', outcome: 'failed', details }
    },
    clear: () => actions.clear(),
  }
}
