import { inChainOrder } from './chain-order.ts'
import { addRange, countRanges, missingRanges, type SeqRange } from './seq-ranges.ts'

/** What is known of one epoch. */
export interface EpochReport {
  epoch: string
  /** The epoch before it, as its first Status says; null for the start of a chain, undefined while unknown. */
  previous: string | null | undefined
  /** Seqs of it that are stored. */
  stored: number
  /** Highest seq that is known to have been given. */
  lastSeq: number
  /** Seqs that a Dropped event declares. */
  declared: SeqRange[]
  /** Seqs that the gateway refused and keeps in its dead letter. */
  deadLettered: SeqRange[]
  /** Seqs that went with a lost store, as the sensor's next life declares. */
  lost: SeqRange[]
  /** Seqs that are neither stored, declared, in the dead letter nor lost. */
  missing: SeqRange[]
  /** True while nothing says where it ends: it may run still, or its tail waits in the browser. */
  openTail: boolean
  /** `received` of the last event of it, microseconds since 1970 UTC; 0 when nothing of it arrived. */
  lastReceived: number
}

/** The browser's database was lost: up to `atMost` events, the last ones of `ofEpoch`. */
export interface LostStore {
  ofEpoch?: string
  atMost?: number
}

/** What is known of one sensor: its epochs in the order of the chain. */
export interface SensorReport {
  sensor: string
  group: string
  /** Events that are stored, doubles not counted. */
  stored: number
  /** Events that were there once more. */
  doubled: number
  /** `epoch/seq` of ids that have two contents, once for each further content. */
  conflicts: string[]
  /** Every epoch that is known of, also those of which nothing is stored. */
  epochs: EpochReport[]
  /** Epochs that another one names, of which nothing arrived, and which had events. */
  missingEpochs: string[]
  /** Epochs that two others name as predecessor, or that went on after another followed: a cloned profile. */
  clonedFrom: string[]
  /** Stores that this sensor declares lost. */
  lostStores: LostStore[]
  /** Events given up that never had a seq, by reason. */
  droppedUnnumbered: Record<string, number>
  /** Nothing unexplained: no missing seq, no missing epoch, no conflict, no clone. */
  complete: boolean
}

/** What is collected of one epoch. */
export interface EpochState {
  id: string
  present: SeqRange[]
  declared: SeqRange[]
  deadLettered: SeqRange[]
  knownLast: number
  /** Its last seq, as the epoch after it says; the lowest where several do. */
  endedAt: number | undefined
  previous: string | null | undefined
  lastReceived: number
  firstTime: number
}

/** What is collected of one sensor. */
export interface SensorState {
  group: string
  stored: number
  doubled: number
  conflicts: string[]
  unnumbered: Map<string, number>
  lostStores: LostStore[]
  epochs: Map<string, EpochState>
}

/** Draws the conclusions of what was collected; `storeLost` tells whose last events went with a lost store. */
export function sensorReport(
  sensor: string,
  state: SensorState,
  storeLost: (epoch: string) => boolean,
): SensorReport {
  const known = [...state.epochs.values()].filter(epoch => epoch.knownLast > 0)
  const epochs = inChainOrder(known).map(epoch => epochReport(epoch, storeLost(epoch.id)))
  const missingEpochs = epochs
    .filter(epoch => epoch.stored + epoch.deadLettered.length === 0 && epoch.missing.length > 0)
    .map(epoch => epoch.epoch)
  const clonedFrom = clonedEpochs(known)
  const gaps = epochs.some(epoch => epoch.missing.length > 0)
  return {
    sensor,
    group: state.group,
    stored: state.stored,
    doubled: state.doubled,
    conflicts: [...state.conflicts].sort(),
    epochs,
    missingEpochs,
    clonedFrom,
    lostStores: state.lostStores.toSorted((left, right) =>
      JSON.stringify(left) < JSON.stringify(right) ? -1 : 1,
    ),
    droppedUnnumbered: Object.fromEntries([...state.unnumbered].sort()),
    complete: !gaps && state.conflicts.length === 0 && clonedFrom.length === 0,
  }
}

function epochReport(epoch: EpochState, storeLost: boolean): EpochReport {
  const explained: SeqRange[] = []
  for (const [from, to] of [...epoch.present, ...epoch.declared, ...epoch.deadLettered])
    addRange(explained, from, to)
  const holes = missingRanges(explained, epoch.knownLast)
  return {
    epoch: epoch.id,
    previous: epoch.previous,
    stored: countRanges(epoch.present),
    lastSeq: epoch.knownLast,
    declared: [...epoch.declared],
    deadLettered: [...epoch.deadLettered],
    lost: storeLost ? holes : [],
    missing: storeLost ? [] : holes,
    openTail: epoch.endedAt === undefined && !storeLost,
    lastReceived: epoch.lastReceived,
  }
}

function clonedEpochs(epochs: EpochState[]): string[] {
  const named = epochs.map(epoch => epoch.previous)
  const namedTwice = named.filter((id, index) => typeof id === 'string' && named.indexOf(id) !== index)
  const wentOn = epochs
    .filter(epoch => (epoch.present.at(-1)?.[1] ?? 0) > (epoch.endedAt ?? Number.MAX_SAFE_INTEGER))
    .map(epoch => epoch.id)
  return [...new Set([...namedTwice, ...wentOn])].filter(id => typeof id === 'string').sort()
}
