import { type ContentIndex, createContentIndex, type Reading } from './content-index.ts'
import { movedCopies } from './moved-copies.ts'
import { type Collected, epochState, knownSensor, newCollected, sensorState } from './proof-state.ts'
import { recordEvent, recordMoved, recordTold } from './record-event.ts'
import { type SensorReport, sensorReport } from './sensor-report.ts'
import { addRange, type SeqRange } from './seq-ranges.ts'
import type { StoredEvent } from './stored-event.ts'

/** What the proof needs of a line of the dead letter. */
export interface DeadLetterPosition {
  sensor: string
  group: string
  /** When the gateway received it, microseconds since 1970 UTC. */
  received: number
  event: { epoch?: string | undefined; seq?: number | undefined; was?: unknown }
}

/** Ordinary events of one epoch that were read already: no Status, no Dropped, none that was moved. */
export interface ReadEvents {
  sensor: string
  group: string
  /** Absent for events without epoch or seq. */
  epoch?: string | undefined
  /** The seqs that hold something. */
  ranges: readonly SeqRange[]
  /** Different contents. */
  stored: number
  /** Events that were there once more. */
  doubled: number
  /** Seqs that hold several contents, once for each further one. */
  conflicts: readonly number[]
  /** Lowest `time`, microseconds since 1970 UTC. */
  firstTime: number
  /** Highest `received`, microseconds since 1970 UTC. */
  lastReceived: number
}

/** Events of one epoch that were stored and that somebody removed since. */
export interface RemovedEvents {
  sensor: string
  epoch: string
  ranges: readonly SeqRange[]
  /** Lowest `time`, microseconds since 1970 UTC. */
  firstTime: number
  /** Highest `received`, microseconds since 1970 UTC. */
  lastReceived: number
  /** The Status and Dropped events among them: what they say of other seqs stays true. */
  told: readonly StoredEvent[]
}

export interface GapProof {
  /** Takes one stored event; events may come in any order and more than once. Says what it is to its own id. */
  add(event: StoredEvent): Reading
  /** Takes many ordinary events that somebody has read with the same `ContentIndex`. */
  addRead(events: ReadEvents): void
  /** Takes one refused event: it is durable in the dead letter, so its seq is explained. */
  addDeadLetter(letter: DeadLetterPosition): void
  /** Takes events that were removed on purpose: their seqs are explained. Alone they make no report of a sensor. */
  addRemoved(removed: RemovedEvents): void
  /** One report a sensor, by id; the same for any order of the same events. */
  report(): SensorReport[]
}

/** Collects stored events and tells for each sensor's chain of epochs what is complete and what is missing. */
export function createGapProof(contents: ContentIndex = createContentIndex()): GapProof {
  const collected = newCollected(contents)
  return {
    add(event) {
      const sensor = knownSensor(collected, event)
      const { reading, body } = contents.add(event)
      const epoch = event.epoch === undefined ? undefined : epochState(sensor, event.epoch)
      if (epoch) epoch.lastReceived = Math.max(epoch.lastReceived, event.received)
      if (reading === 'double') {
        sensor.doubled++
        return reading
      }
      sensor.stored++
      if (reading === 'conflict') sensor.conflicts.push(`${event.epoch}/${event.seq}`)
      if (epoch && event.seq !== undefined)
        recordEvent(collected, { sensor, epoch, seq: event.seq, event, body })
      else sensor.withoutEpoch++
      return reading
    },
    addRead(events) {
      const sensor = knownSensor(collected, events)
      sensor.stored += events.stored
      sensor.doubled += events.doubled
      if (events.epoch === undefined) {
        sensor.withoutEpoch += events.stored
        return
      }
      for (const seq of events.conflicts) sensor.conflicts.push(`${events.epoch}/${seq}`)
      const epoch = epochState(sensor, events.epoch)
      for (const [from, to] of events.ranges) {
        addRange(epoch.present, from, to)
        epoch.knownLast = Math.max(epoch.knownLast, to)
      }
      epoch.firstTime = Math.min(epoch.firstTime, events.firstTime)
      epoch.lastReceived = Math.max(epoch.lastReceived, events.lastReceived)
    },
    addDeadLetter(letter) {
      const { epoch: id, seq, was } = letter.event
      if (id === undefined || seq === undefined) return
      const epoch = epochState(knownSensor(collected, letter), id)
      addRange(epoch.deadLettered, seq, seq)
      epoch.knownLast = Math.max(epoch.knownLast, seq)
      epoch.lastReceived = Math.max(epoch.lastReceived, letter.received)
      recordMoved(collected, { sensor: letter.sensor, epoch: id, seq }, { was })
    },
    addRemoved: removed => recordRemoved(collected, removed),
    report() {
      const moved = movedCopies(collected)
      return [...collected.sensors.values()]
        .filter(state => state.known)
        .sort((left, right) => (left.id < right.id ? -1 : 1))
        .map(state => sensorReport(collected, state, moved))
    },
  }
}

function recordRemoved(collected: Collected, { sensor: id, ...removed }: RemovedEvents): void {
  const sensor = sensorState(collected, id)
  const epoch = epochState(sensor, removed.epoch)
  for (const [from, to] of removed.ranges) {
    addRange(epoch.removed, from, to)
    epoch.knownLast = Math.max(epoch.knownLast, to)
  }
  epoch.firstTime = Math.min(epoch.firstTime, removed.firstTime)
  epoch.lastReceived = Math.max(epoch.lastReceived, removed.lastReceived)
  for (const event of removed.told)
    if (event.seq !== undefined) recordTold(collected, { sensor, epoch, seq: event.seq, event })
}
