import type { Store } from '../store/open-store.ts'
import type { FoundEvent } from './found-event.ts'
import { byTime, readPeriod, type SensorPeriod } from './one-sensor.ts'
import { openReferences, type SessionTree, sessionTree } from './session-tree.ts'

export interface SessionAsked extends SensorPeriod {
  /** Most events, the oldest of the period first, 1 to 100,000. @default 20,000 */
  limit?: number | undefined
}

/** What one sensor did in a time. */
export interface Session extends SensorPeriod, SessionTree {
  events: number
  /** True when the period holds more events than the limit. */
  cut: boolean
}

/** A page may have been opened that long before what happens in it. */
const contextUs = 7 * 86_400_000_000
const mostReferences = 5000

/** The session tree of one sensor: tabs, openers, windows, frames, addresses, and what was done there. */
export async function session(store: Store, asked: SessionAsked): Promise<Session> {
  const { sensor, fromUs, toUs } = asked
  const limit = Math.min(100_000, Math.max(1, Math.floor(asked.limit ?? 20_000)))
  const found = await readPeriod(store, asked, { order: '"time", "seq"', most: limit + 1 })
  const events = found.slice(0, limit).sort(byTime)
  const tree = sessionTree(events, await contextOf(store, asked, events))
  return { sensor, fromUs, toUs, ...tree, events: events.length, cut: found.length > limit }
}

/** The pages and addresses from before the period that its events refer to, and what those refer to. */
async function contextOf(
  store: Store,
  period: SensorPeriod,
  events: readonly FoundEvent[],
): Promise<FoundEvent[]> {
  let context: FoundEvent[] = []
  // An event refers to an address, that to its window, that to the top window.
  for (let step = 0; step < 3; step++) {
    const references = openReferences([...events, ...context])
      .filter(Number.isSafeInteger)
      .slice(0, mostReferences)
    const earliest = references.length === 0 ? 0 : Math.min(...references)
    if (references.length === 0) break
    const before = {
      sensor: period.sensor,
      fromUs: Math.max(earliest, period.fromUs - contextUs),
      toUs: Math.max(...references),
    }
    const more = await readPeriod(store, before, {
      where: `"type" IN ('Window', 'WindowLocation') AND "time" IN (${references.join(', ')})`,
      order: '"time"',
      most: references.length * 2,
    })
    const known = new Set(context.map(({ event }) => event.time))
    const fresh = more.filter(({ event }) => !known.has(event.time))
    if (fresh.length === 0) break
    context = [...context, ...fresh]
  }
  return context
}
