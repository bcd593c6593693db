import type { ElementsText } from '../body/parse-array.ts'
import { readableText } from '../body/readable-text.ts'
import { fieldSchemasOf } from './compiled-check.ts'
import type { EventLimits } from './event-limits.ts'
import { type EventShape, shapeOf } from './event-shape.ts'
import { readShape, type ShapeReader, typeAt } from './read-shape.ts'
import { createShapeTable } from './shape-table.ts'
import { contentOf, type Event, hasOrigin, refusalOf } from './stored-content.ts'

/** Valid events of one epoch with ascending seq, written as `JSON.stringify` writes them. */
interface ReadEvents {
  count: number
  /** Where each of them ends, behind its last bracket; more may follow. The next reading writes over it. */
  ends: readonly number[]
  epoch: string
  firstSeq: number
  lastSeq: number
}

/** `unknown`: the event of this index has to be parsed. */
type ShapeReading = { status: 'read'; events: ReadEvents } | { status: 'unknown'; index: number }

/** The shapes of events that came before: a text of them need not be parsed to know that it is valid. */
export interface KnownShapes {
  read(text: ElementsText, limits: EventLimits): ShapeReading
  /** Takes the shape of an event, if it is valid. */
  learn(event: Event, limits: EventLimits): void
}

interface Known extends EventShape {
  /** The shape of the event that followed last time. */
  next: Known | undefined
  /** Number of the last text that had it. */
  usedAt: number
}

const comma = 0x2c
const epochDigits = 16

export function createKnownShapes(): KnownShapes {
  const shapes = createShapeTable<Known>()
  const start: Pick<Known, 'next'> = { next: undefined }
  const ends: number[] = []
  let readings = 0

  const find = (reader: ShapeReader, expected: Known | undefined): Known | undefined =>
    expected !== undefined && readShape(reader, expected)
      ? expected
      : shapes.ofType(typeAt(reader)).find(shape => readShape(reader, shape))

  const forget = (shape: Known) => {
    for (const before of [start, ...shapes.all()]) if (before.next === shape) before.next = undefined
  }

  return {
    read(text, limits) {
      readings++
      const { bytes, from, to } = text
      const reader = { text: readableText(bytes, from, to), at: 0, end: 0, epochAt: 0, seq: 0 }
      const reading = startReading(text, limits, ends)
      let before = start
      do {
        const shape = find(reader, before.next)
        if (shape === undefined || !reading.take(reader))
          return { status: 'unknown', index: reading.events.count }
        shape.usedAt = readings
        before.next = shape
        before = shape
        reader.at = reader.end + 1
      } while (reader.end < to - from)
      return { status: 'read', events: reading.events }
    },
    learn(event, limits) {
      if (hasOrigin(event) || refusalOf(event, contentOf(event), limits) !== undefined) return
      const shape = shapeOf(event, fieldSchemasOf(event))
      if (shape === undefined) return
      for (const forgotten of shapes.add({ ...shape, next: undefined, usedAt: readings })) forget(forgotten)
    },
  }
}

/** Takes events as long as they may follow each other in one batch. */
function startReading(
  { bytes, from, to }: ElementsText,
  { eventBytes, stringLength }: EventLimits,
  ends: number[],
) {
  const events: ReadEvents = { count: 0, ends, epoch: '', firstSeq: 0, lastSeq: 0 }
  const length = to - from
  const mostBytes = Math.min(eventBytes, stringLength)
  let firstEpochAt: number | undefined
  return {
    events,
    take({ text, at, end, epochAt, seq }: ShapeReader): boolean {
      const isWhole = end === length || (end < length && text.getUint8(end) === comma)
      if (!isWhole || end - at > mostBytes || seq <= events.lastSeq) return false
      if (firstEpochAt === undefined) {
        firstEpochAt = epochAt
        events.epoch = bytes.toString('latin1', from + epochAt, from + epochAt + epochDigits)
        events.firstSeq = seq
      } else if (!areSame(text, firstEpochAt, epochAt)) return false
      ends[events.count++] = from + end
      events.lastSeq = seq
      return true
    },
  }
}

function areSame(text: DataView, left: number, right: number): boolean {
  for (let index = 0; index < epochDigits; index += 4)
    if (text.getInt32(left + index) !== text.getInt32(right + index)) return false
  return true
}
