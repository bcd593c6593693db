import { lostAtMost, splitTail } from './lost-stores.ts'
import { movedSeqs, without } from './moved-seqs.ts'
import {
  type Collected,
  type EpochState,
  epochKey,
  type Moves,
  previousOf,
  type SensorState,
} from './proof-state.ts'
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
  /** How many seqs were declared, by reason. */
  declaredReasons: Record<string, number>
  /** Seqs that the gateway refused and keeps in its dead letter. */
  deadLettered: SeqRange[]
  /** Seqs that were stored and were removed since: retention, erasure. */
  removed: SeqRange[]
  /** Seqs that are not stored because their events were moved, and where to; what is missing there is named there. */
  moved: { sensor: string; epoch: string; ranges: SeqRange[] }[]
  /** Seqs that were moved to an epoch with an open tail: they may wait in the browser. */
  waiting: SeqRange[]
  /** Seqs that went with a lost store, as the sensor's next life declares. */
  lost: SeqRange[]
  /** Most events that went with the store, where it was lost in this epoch; null where nobody knows. */
  lostAtMost: number | null | undefined
  /** Seqs that nothing explains. */
  missing: SeqRange[]
  /** True while nothing says where it ends: it may run still, or its tail waits in the browser. */
  openTail: boolean
  /** `received` of the last event of it, microseconds since 1970 UTC; 0 when nothing of it arrived. */
  lastReceived: number
}

/** The epochs of one sensor, in the order that is given. */
export function epochReports(
  collected: Collected,
  sensor: SensorState,
  order: readonly { id: string }[],
): EpochReport[] {
  return order.map(({ id }) => {
    const epoch = sensor.epochs.get(id) as EpochState
    const targets = collected.moves.get(epochKey(sensor.id, id))
    const moves = [...(targets?.values() ?? [])]
    return explainLoss(explainMoves(collected, epochReport(collected, sensor, epoch), moves))
  })
}

function epochReport(collected: Collected, sensor: SensorState, epoch: EpochState): EpochReport {
  const reasons = [...epoch.declared].sort(([left], [right]) => (left < right ? -1 : 1))
  const atMost = lostAtMost(collected, sensor, epoch.id)
  return {
    epoch: epoch.id,
    previous: previousOf(epoch),
    stored: countRanges(epoch.present),
    lastSeq: epoch.knownLast,
    declared: union(...epoch.declared.values()),
    declaredReasons: Object.fromEntries(reasons.map(([reason, ranges]) => [reason, countRanges(ranges)])),
    deadLettered: [...epoch.deadLettered],
    removed: [...epoch.removed],
    moved: [],
    waiting: [],
    lost: [],
    lostAtMost: atMost === Number.POSITIVE_INFINITY ? null : atMost,
    missing: holesOf(epoch),
    openTail: isOpen(collected, sensor, epoch),
    lastReceived: epoch.lastReceived,
  }
}

function holesOf(epoch: EpochState): SeqRange[] {
  const explained = union(epoch.present, epoch.deadLettered, epoch.removed, ...epoch.declared.values())
  return missingRanges(explained, epoch.knownLast)
}

function isOpen(collected: Collected, sensor: SensorState, epoch: EpochState): boolean {
  return epoch.endedAt === undefined && lostAtMost(collected, sensor, epoch.id) === undefined
}

function explainMoves(collected: Collected, report: EpochReport, moves: readonly Moves[]): EpochReport {
  const sorted = moves.toSorted((left, right) => (targetKey(left) < targetKey(right) ? -1 : 1))
  // An epoch that was left by a copied profile has several targets: what any of them explains is explained.
  const found = sorted.map(one => ({ one, ...movedSeqs(report.missing, one, targetOf(collected, one)) }))
  const moved = union(...found.map(each => each.moved))
  const waiting = without(union(...found.map(each => each.waiting)), moved)
  return {
    ...report,
    moved: found
      .map(each => ({ sensor: each.one.sensor, epoch: each.one.epoch, ranges: union(each.moved) }))
      .filter(({ ranges }) => ranges.length > 0),
    waiting,
    missing: without(report.missing, union(moved, waiting)),
  }
}

function targetKey({ sensor, epoch }: Moves): string {
  return epochKey(sensor, epoch)
}

function targetOf(collected: Collected, moves: Moves) {
  const sensor = collected.sensors.get(moves.sensor) as SensorState
  const epoch = sensor.epochs.get(moves.epoch) as EpochState
  return { missing: holesOf(epoch), open: isOpen(collected, sensor, epoch), lastSeq: epoch.knownLast }
}

function explainLoss(report: EpochReport): EpochReport {
  if (report.lostAtMost === undefined) return report
  const [missing, lost] = splitTail(report.missing, report.lostAtMost ?? Number.POSITIVE_INFINITY)
  return { ...report, missing, lost }
}

function union(...lists: readonly (readonly SeqRange[])[]): SeqRange[] {
  const all: SeqRange[] = []
  for (const [from, to] of lists.flat()) addRange(all, from, to)
  return all
}
