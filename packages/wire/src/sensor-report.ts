import { inChainOrder } from './chain-order.ts'
import { type ClonedProfile, clonedProfiles } from './cloned-profiles.ts'
import { type EpochReport, epochReports } from './epoch-report.ts'
import type { MovedSummary } from './moved-copies.ts'
import { type Collected, epochKey, type LostStore, previousOf, type SensorState } from './proof-state.ts'

/** What is known of one sensor: its epochs in the order of the chain. */
export interface SensorReport {
  sensor: string
  group: string
  /** Events that are stored, doubles not counted. */
  stored: number
  /** Events that were there once more, under the same id or under one that they had before. */
  doubled: number
  /** Those of `stored` that have no epoch or no seq: nothing can be proven of them. */
  withoutEpoch: number
  /** `epoch/seq` of ids that have two contents, once for each further content. */
  conflicts: string[]
  /** Every epoch that is known of, also those of which nothing is stored. */
  epochs: EpochReport[]
  /** Epochs that another one names, of which nothing arrived, and which had events. */
  missingEpochs: string[]
  /** Copied profiles: the copies' chains stand among `epochs`, each proven on its own. */
  clones: ClonedProfile[]
  /** The epochs of `clones`. */
  clonedFrom: string[]
  /** Stores that this sensor declares lost. */
  lostStores: LostStore[]
  /** Events given up that never had a seq, by reason. */
  droppedUnnumbered: Record<string, number>
  /** Nothing unexplained: no missing seq, no missing epoch, no conflict, no clone. */
  complete: boolean
}

/** Draws the conclusions of what was collected of one sensor. */
export function sensorReport(collected: Collected, state: SensorState, moved: MovedSummary): SensorReport {
  const known = [...state.epochs.values()].filter(epoch => epoch.knownLast > 0)
  const links = known.map(epoch => ({ ...epoch, previous: previousOf(epoch) }))
  const epochs = epochReports(collected, state, inChainOrder(links))
  const missingEpochs = epochs
    .filter(epoch => epoch.stored + epoch.deadLettered.length === 0 && epoch.missing.length > 0)
    .map(epoch => epoch.epoch)
  const clones = clonedProfiles(known, epoch => moved.taken.get(epochKey(state.id, epoch)))
  const { doubled, unnumbered } = moved.copies.get(state.id) ?? { doubled: 0, unnumbered: [] }
  const gaps = epochs.some(epoch => epoch.missing.length > 0)
  return {
    sensor: state.id,
    group: state.group,
    stored: state.stored - doubled,
    doubled: state.doubled + doubled,
    withoutEpoch: state.withoutEpoch,
    conflicts: [...state.conflicts].sort(),
    epochs,
    missingEpochs,
    clones,
    clonedFrom: clones.map(clone => clone.epoch),
    lostStores: state.lostStores.toSorted((left, right) =>
      JSON.stringify(left) < JSON.stringify(right) ? -1 : 1,
    ),
    droppedUnnumbered: allUnnumbered(state, unnumbered),
    complete: !gaps && state.conflicts.length === 0 && clones.length === 0,
  }
}

function allUnnumbered(state: SensorState, moved: readonly { reason: string; count: number }[]) {
  const all = new Map(state.unnumbered)
  for (const { reason, count } of moved) all.set(reason, (all.get(reason) ?? 0) + count)
  return Object.fromEntries([...all].sort())
}
