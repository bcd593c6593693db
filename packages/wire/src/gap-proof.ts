import { type EventOf, eventSchemas } from './events/index.ts'
import { createReader, type Reader } from './reader.ts'
import { type EpochState, type SensorReport, type SensorState, sensorReport } from './sensor-report.ts'
import { addRange, countRanges } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

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
  /** One report a sensor, by id; the same for any order of the same events. */
  report(): SensorReport[]
}

interface Collected {
  sensors: Map<string, SensorState>
  /** Group and epoch of stores that were lost; the sensor that says so has another id than the one that lost it. */
  lostStores: Set<string>
}

/** Collects stored events and tells for each sensor's chain of epochs what is complete and what is missing. */
export function createGapProof(reader: Reader = createReader()): GapProof {
  const collected: Collected = { sensors: new Map(), lostStores: new Set() }
  return {
    add(event) {
      const sensor = sensorState(collected.sensors, event)
      const reading = reader.read(event)
      const epoch = event.epoch === undefined ? undefined : epochState(sensor, event.epoch)
      if (epoch) epoch.lastReceived = Math.max(epoch.lastReceived, event.received)
      if (reading === 'double') {
        sensor.doubled++
        return
      }
      sensor.stored++
      if (reading === 'conflict') sensor.conflicts.push(`${event.epoch}/${event.seq}`)
      if (epoch && event.seq !== undefined) record(collected, { sensor, epoch, event })
    },
    addDeadLetter(letter) {
      const { epoch: id, seq } = letter.event
      if (id === undefined || seq === undefined) return
      const epoch = epochState(sensorState(collected.sensors, letter), id)
      addRange(epoch.deadLettered, seq, seq)
      epoch.knownLast = Math.max(epoch.knownLast, seq)
      epoch.lastReceived = Math.max(epoch.lastReceived, letter.received)
    },
    report: () =>
      [...collected.sensors]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([id, state]) =>
          sensorReport(id, state, epoch => collected.lostStores.has(`${state.group}/${epoch}`)),
        ),
  }
}

interface Recorded {
  sensor: SensorState
  epoch: EpochState
  event: StoredEvent
}

function record(collected: Collected, { sensor, epoch, event }: Recorded): void {
  const seq = event.seq as number
  addRange(epoch.present, seq, seq)
  epoch.knownLast = Math.max(epoch.knownLast, seq)
  epoch.firstTime = Math.min(epoch.firstTime, event.time)
  if (event.type === 'Status') recordStatus({ sensor, epoch, event })
  if (event.type === 'Dropped') recordDropped(collected, { sensor, epoch, event })
}

function recordStatus({ sensor, epoch, event }: Recorded): void {
  const { previous } = eventSchemas.Status.safeParse(event).data ?? {}
  if (previous === undefined) {
    if (event.seq === 1) epoch.previous ??= null
    return
  }
  // Of two that contradict each other (a conflict) the choice must not depend on the order of reading.
  const known = epoch.previous ?? previous.epoch
  epoch.previous = known < previous.epoch ? known : previous.epoch
  if (previous.sensor !== undefined && previous.sensor !== event.sensor) return
  const before = epochState(sensor, previous.epoch)
  before.knownLast = Math.max(before.knownLast, previous.lastSeq)
  before.endedAt = Math.min(before.endedAt ?? previous.lastSeq, previous.lastSeq)
  before.firstTime = Math.min(before.firstTime, event.time)
}

function recordDropped(collected: Collected, { sensor, epoch, event }: Recorded): void {
  const dropped = eventSchemas.Dropped.safeParse(event).data
  if (dropped === undefined) return
  if (dropped.reason === 'store_lost') recordLostStore(collected, sensor, dropped)
  const target = dropped.ofEpoch === undefined ? epoch : epochState(sensor, dropped.ofEpoch)
  const declared = (dropped.ranges ?? []).filter(([from, to]) => from <= to)
  for (const [from, to] of declared) {
    addRange(target.declared, from, to)
    target.knownLast = Math.max(target.knownLast, to)
  }
  const unnumbered = dropped.count - countRanges(declared)
  if (unnumbered <= 0) return
  sensor.unnumbered.set(dropped.reason, (sensor.unnumbered.get(dropped.reason) ?? 0) + unnumbered)
}

function recordLostStore(
  collected: Collected,
  sensor: SensorState,
  { ofEpoch, atMost }: EventOf<'Dropped'>,
): void {
  if (ofEpoch !== undefined) collected.lostStores.add(`${sensor.group}/${ofEpoch}`)
  sensor.lostStores.push({ ...(ofEpoch && { ofEpoch }), ...(atMost && { atMost }) })
}

type Owner = Pick<StoredEvent, 'sensor' | 'group'>

function sensorState(sensors: Map<string, SensorState>, event: Owner): SensorState {
  const found = sensors.get(event.sensor)
  if (found) return found
  const made: SensorState = {
    group: event.group,
    stored: 0,
    doubled: 0,
    conflicts: [],
    unnumbered: new Map(),
    lostStores: [],
    epochs: new Map(),
  }
  sensors.set(event.sensor, made)
  return made
}

function epochState(sensor: SensorState, id: string): EpochState {
  const found = sensor.epochs.get(id)
  if (found) return found
  const made: EpochState = {
    id,
    present: [],
    declared: [],
    deadLettered: [],
    knownLast: 0,
    endedAt: undefined,
    previous: undefined,
    lastReceived: 0,
    firstTime: Number.MAX_SAFE_INTEGER,
  }
  sensor.epochs.set(id, made)
  return made
}
