import type { EventPart } from '../store/event-parts.ts'
import type { Store } from '../store/open-store.ts'
import type { Counted, PartCounts } from '../store/read-counts.ts'
import { type Condition, partsFor } from './condition.ts'

const filesAtOnce = 64

interface Counting {
  wanted: readonly Counted[]
  /** Takes the counts of one piece, of which every event meets the condition. */
  add(counts: PartCounts): void
}

/** Counts what meets a condition where the store keeps counts; gives the pieces that have to be read for it still. */
export async function countParts(
  store: Store,
  condition: Condition,
  { wanted, add }: Counting,
): Promise<EventPart[]> {
  const left: EventPart[] = []
  const parts = await partsFor(store, condition)
  for (let at = 0; at < parts.length; at += filesAtOnce) {
    const some = parts.slice(at, at + filesAtOnce)
    const counts = await Promise.all(
      some.map(part => (isWhole(part, condition) ? store.counts(part, wanted) : undefined)),
    )
    for (const [index, part] of some.entries()) {
      const found = counts[index]
      if (found === undefined) left.push(part)
      else add(found)
    }
  }
  return left
}

/** Whether every event of a piece meets a condition. */
function isWhole({ firstUs, lastUs }: EventPart, { isOnlyTime, wanted }: Condition): boolean {
  const { fromUs = 0, toUs = Number.MAX_SAFE_INTEGER } = wanted
  return isOnlyTime && firstUs >= fromUs && lastUs <= toUs
}
