import { type Collected, epochKey, type SensorState } from './proof-state.ts'
import type { SeqRange } from './seq-ranges.ts'

/** Whose store it was: another sensor id is named, or the group is the same one. */
export function lostStoreKey(
  { sensor, group }: { sensor?: string | undefined; group: string },
  epoch: string,
) {
  return epochKey(sensor ?? group, epoch)
}

/** Most events of an epoch that went with a lost store; undefined where no next life says that one was lost. */
export function lostAtMost(
  collected: Collected,
  { id, group }: SensorState,
  epoch: string,
): number | undefined {
  const { lostStores } = collected
  const named = lostStores.get(lostStoreKey({ sensor: id, group }, epoch))
  const ofGroup = lostStores.get(lostStoreKey({ group }, epoch))
  return named === undefined && ofGroup === undefined ? undefined : Math.max(named ?? 0, ofGroup ?? 0)
}

/** The last `most` seqs of sorted runs apart from those before: events are delivered in order, so the end is lost. */
export function splitTail(ranges: readonly SeqRange[], most: number): [before: SeqRange[], tail: SeqRange[]] {
  const before = [...ranges]
  const tail: SeqRange[] = []
  let left = most
  for (let last = before.pop(); last !== undefined; last = before.pop()) {
    const [from, to] = last
    const start = Math.max(from, to - left + 1)
    if (start <= to) tail.unshift([start, to])
    left -= to - start + 1
    if (start > from) {
      before.push([from, start - 1])
      break
    }
  }
  return [before, tail]
}
