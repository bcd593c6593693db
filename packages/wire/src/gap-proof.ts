import type { EventOf } from './events/index.ts'
import { createReader, type Reader } from './reader.ts'
import { addRange, countRanges, missingRanges, type SeqRange } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

/** What is known of one epoch. */
export interface EpochReport {
  epoch: string
  /** The epoch before it, as its first Status says; null for the start of a chain, undefined while unknown. */
  previous: string | null | undefined
  /** Events of it that are stored. */
  stored: number
  /** Highest seq that is known to have been given. */
  lastSeq: number
  /** Seqs that a Dropped event declares. */
  declared: SeqRange[]
  /** Seqs that the gateway refused and keeps in its dead letter. */
  deadLettered: SeqRange[]
  /** Seqs that are neither stored, declared nor in the dead letter. */
  missing: SeqRange[]
  /** True while nothing says where it ends: it may run still, or its tail waits in the browser. */
  openTail: boolean
  /** `received` of the last event of it. */
  lastReceived: number
}

/** What is known of one sensor: its epochs in the order of the chain. */
export interface SensorReport {
  sensor: string
  group: string
  stored: number
  doubled: number
  conflicts: string[]
  epochs: EpochReport[]
  /** Epochs that a Status names as predecessor, but of which nothing is stored and which had events. */
  missingEpochs: string[]
  /** Epochs that two others name as predecessor: a cloned profile. */
  clonedFrom: string[]
  /** Events given up that never had a seq, by reason. */
  droppedUnnumbered: Record<string, number>
  /** Nothing unexplained: no missing seq, no missing epoch, no conflict, no clone. */
  complete: boolean
}

/** What the proof needs of a line of the dead letter. */
export interface DeadLetterPosition {
  sensor: string
  group: string
  /** When the gateway received it, microseconds since 1970 UTC. */
  received: number
  event: { epoch?: string | undefined; seq?: number | undefined }
}

export interface GapProof {
  /** Takes one stored event; events may come in any order and more than once. */
  add(event: StoredEvent): void
  /** Takes one refused event: it is durable in the dead letter, so its seq is explained. */
  addDeadLetter(letter: DeadLetterPosition): void
  report(): SensorReport[]
}

interface EpochState {
  present: SeqRange[]
  declared: SeqRange[]
  deadLettered: SeqRange[]
  knownLast: number
  closed: boolean
  previous: { epoch: string; lastSeq: number } | null | undefined
  lastReceived: number
  firstTime: number
}

interface SensorState {
  group: string
  stored: number
  doubled: number
  conflicts: string[]
  unnumbered: Record<string, number>
  epochs: Map<string, EpochState>
}

/** Collects stored events and tells for each sensor's chain of epochs what is complete and what is missing. */
export function createGapProof(reader: Reader = createReader()): GapProof {
  const sensors = new Map<string, SensorState>()
  return {
    add(event) {
      const sensor = sensorState(sensors, event)
      const reading = reader.read(event)
      if (reading === 'double') {
        sensor.doubled++
        return
      }
      sensor.stored++
      if (reading === 'conflict')
        sensor.conflicts.push(`${event.epoch ?? event.type}/${event.seq ?? event.time}`)
      record(sensor, event)
    },
    addDeadLetter(letter) {
      const { epoch: id, seq } = letter.event
      if (id === undefined || seq === undefined) return
      const epoch = epochState(sensorState(sensors, letter), id)
      addRange(epoch.deadLettered, seq, seq)
      epoch.knownLast = Math.max(epoch.knownLast, seq)
      epoch.lastReceived = Math.max(epoch.lastReceived, letter.received)
    },
    report: () => [...sensors].map(([id, state]) => sensorReport(id, state)),
  }
}

function sensorState(
  sensors: Map<string, SensorState>,
  event: { sensor: string; group: string },
): SensorState {
  const found = sensors.get(event.sensor)
  if (found) return found
  const made: SensorState = {
    group: event.group,
    stored: 0,
    doubled: 0,
    conflicts: [],
    unnumbered: {},
    epochs: new Map(),
  }
  sensors.set(event.sensor, made)
  return made
}

function record(sensor: SensorState, event: StoredEvent): void {
  if (event.epoch === undefined || event.seq === undefined) return
  const epoch = epochState(sensor, event.epoch)
  addRange(epoch.present, event.seq, event.seq)
  epoch.knownLast = Math.max(epoch.knownLast, event.seq)
  epoch.lastReceived = Math.max(epoch.lastReceived, event.received)
  epoch.firstTime = Math.min(epoch.firstTime, event.time)
  if (event.type === 'Status') recordStatus(sensor, epoch, event as EventOf<'Status'> & StoredEvent)
  if (event.type === 'Dropped') recordDropped(sensor, event as EventOf<'Dropped'> & StoredEvent)
}

function recordStatus(sensor: SensorState, epoch: EpochState, status: EventOf<'Status'> & StoredEvent): void {
  if (status.seq === 1) epoch.previous = status.previous ?? null
  if (status.previous === undefined || status.previous.sensor !== undefined) return
  const before = epochState(sensor, status.previous.epoch)
  before.knownLast = Math.max(before.knownLast, status.previous.lastSeq)
  before.closed = true
}

function recordDropped(sensor: SensorState, dropped: EventOf<'Dropped'> & StoredEvent): void {
  const target = epochState(sensor, dropped.ofEpoch ?? (dropped.epoch as string))
  for (const [from, to] of dropped.ranges ?? []) {
    addRange(target.declared, from, to)
    target.knownLast = Math.max(target.knownLast, to)
  }
  // Nothing more can come of an epoch whose store is lost.
  if (dropped.reason === 'store_lost' && dropped.ofEpoch !== undefined) target.closed = true
  if (dropped.ranges !== undefined) return
  sensor.unnumbered[dropped.reason] = (sensor.unnumbered[dropped.reason] ?? 0) + dropped.count
}

function epochState(sensor: SensorState, epoch: string): EpochState {
  const found = sensor.epochs.get(epoch)
  if (found) return found
  const made: EpochState = {
    present: [],
    declared: [],
    deadLettered: [],
    knownLast: 0,
    closed: false,
    previous: undefined,
    lastReceived: 0,
    firstTime: Number.MAX_SAFE_INTEGER,
  }
  sensor.epochs.set(epoch, made)
  return made
}

function sensorReport(sensor: string, state: SensorState): SensorReport {
  const known = [...state.epochs].filter(([, epoch]) => hasEvents(epoch))
  const epochs = inChainOrder(known).map(([id, epoch]) => epochReport(id, epoch))
  const missingEpochs = [...state.epochs]
    .filter(([, epoch]) => !hasEvents(epoch))
    .filter(([, epoch]) => missingRanges(epoch.declared, epoch.knownLast).length > 0)
    .map(([id]) => id)
  const clonedFrom = predecessorsNamedTwice(known)
  const gaps = epochs.some(epoch => epoch.missing.length > 0) || missingEpochs.length > 0
  return {
    sensor,
    group: state.group,
    stored: state.stored,
    doubled: state.doubled,
    conflicts: state.conflicts,
    epochs,
    missingEpochs,
    clonedFrom,
    droppedUnnumbered: state.unnumbered,
    complete: !gaps && state.conflicts.length === 0 && clonedFrom.length === 0,
  }
}

function hasEvents(epoch: EpochState): boolean {
  return epoch.present.length > 0 || epoch.deadLettered.length > 0
}

function epochReport(id: string, epoch: EpochState): EpochReport {
  const explained: SeqRange[] = []
  for (const [from, to] of epoch.present) addRange(explained, from, to)
  for (const [from, to] of [...epoch.declared, ...epoch.deadLettered]) addRange(explained, from, to)
  return {
    epoch: id,
    previous: epoch.previous === undefined ? undefined : (epoch.previous?.epoch ?? null),
    stored: countRanges(epoch.present),
    lastSeq: epoch.knownLast,
    declared: epoch.declared,
    deadLettered: epoch.deadLettered,
    missing: missingRanges(explained, epoch.knownLast),
    openTail: !epoch.closed,
    lastReceived: epoch.lastReceived,
  }
}

function inChainOrder(epochs: [string, EpochState][]): [string, EpochState][] {
  return epochs.sort(([, left], [, right]) => left.firstTime - right.firstTime)
}

function predecessorsNamedTwice(epochs: [string, EpochState][]): string[] {
  const named = epochs.flatMap(([, epoch]) => (epoch.previous ? [epoch.previous.epoch] : []))
  return [...new Set(named.filter((id, index) => named.indexOf(id) !== index))]
}
