import { usPerDay } from './ingest/event-sql.ts'
import { expired } from './retained-since.ts'
import { removeEvents, removeRows } from './rewrite-files.ts'
import { openWriter } from './store-writer.ts'

/** How many days events are kept after they were received, by type; `*` is for all other types and the dead letter. */
export type Retention = Readonly<Record<string, number>>

/** Where people went and what they typed is kept for 30 days, everything else for 180. */
export const defaultRetention: Retention = {
  Window: 30,
  WindowLocation: 30,
  TextInput: 30,
  Navigation: 30,
  PopupOpen: 30,
  RequestError: 30,
  '*': 180,
}

export interface RetainReport {
  events: number
  deadLetters: number
}

/**
 * Removes what is older than its type is kept, by whole days UTC of `received`. Imports do not bring it back. What the gap proof
 * has to know stays, and so does when a host, extension or client was seen first.
 * @throws StoreError STORE_IN_USE
 */
export async function retainStore(
  directory: string,
  { retention = defaultRetention, nowUs = Date.now() * 1000 }: { retention?: Retention; nowUs?: number } = {},
): Promise<RetainReport> {
  const writer = await openWriter(directory)
  try {
    return await writer.exclusively(async () => {
      const manifest = writer.manifest()
      const retainedSinceUs = latest(manifest.retainedSinceUs, cutoffs(retention, nowUs))
      const condition = expired(retainedSinceUs)
      const newestUs = Math.max(0, ...Object.values(retainedSinceUs))
      const [old, young] = partition(manifest.events, ({ minReceived }) => minReceived < newestUs)
      const events = await removeEvents(writer, { files: old, condition, why: 'retention' })
      const deadLetters = await removeRows(writer, 'dead-letters', {
        files: manifest.deadLetters,
        condition: `received < ${retainedSinceUs['*'] ?? 0}`,
      })
      await writer.commit({
        ...manifest,
        retainedSinceUs,
        events: [...events.files, ...young],
        deadLetters: deadLetters.files,
        removed: [...manifest.removed, ...events.noted],
      })
      return { events: events.rows, deadLetters: deadLetters.rows }
    })
  } finally {
    await writer.close()
  }
}

function cutoffs(retention: Retention, nowUs: number): Record<string, number> {
  const today = Math.floor(nowUs / usPerDay)
  const types = Object.entries(retention).map(([type, days]) => [type, Math.max(0, today - days) * usPerDay])
  return Object.fromEntries(types)
}

/** What is gone does not come back when events are to be kept longer. */
function latest(before: Record<string, number>, now: Record<string, number>): Record<string, number> {
  const merged = { ...now }
  for (const [type, us] of Object.entries(before)) merged[type] = Math.max(us, merged[type] ?? 0)
  return merged
}

function partition<One>(all: readonly One[], isIn: (one: One) => boolean): [One[], One[]] {
  return [all.filter(isIn), all.filter(one => !isIn(one))]
}
