import * as z from 'zod'
import { count, epochId, isEpochId, seqNumber, text } from './field.ts'

/** The body of POST /events: an array of events. Each is checked alone, so that one bad event fails alone. */
export const batchBody = z
  .array(
    z.looseObject({
      type: z.unknown().describe('The event type, see docs/events.md.'),
      time: z.unknown().describe('When it happened, microseconds since 1970 UTC.'),
    }),
  )
  .meta({
    title: 'Batch',
    description: 'Events of one epoch with strictly ascending seq, or without any epoch.',
  })

const rejectedEvent = z.looseObject({
  index: count.describe('Position in the batch, from 0.'),
  seq: seqNumber.optional().describe('Its seq, where it has one.'),
  code: text.describe('Why, see docs/errors.md.'),
  message: text.describe('What was wrong; never a value.'),
})

/** The answer of POST /events. `ack` covers the events of that batch up to `seq`, nothing else. */
export const eventsAnswer = z
  .looseObject({
    ack: z
      .looseObject({
        epoch: epochId.describe('The epoch of the batch.'),
        seq: seqNumber.describe('Events of the batch up to this seq are durable.'),
      })
      .nullable()
      .describe('What is durable now; null only for batches without epoch.'),
    accepted: count.describe('Events stored.'),
    rejected: z.array(rejectedEvent).describe('Events that went to the dead letter.'),
    flushAfterMs: count.describe('How long the sensor should wait before its next batch, in milliseconds.'),
  })
  .meta({ title: 'EventsAnswer', description: 'Answer of POST /events.' })

export type EventsAnswer = z.infer<typeof eventsAnswer>
export type RejectedEvent = z.infer<typeof rejectedEvent>

export type BatchOrder =
  | { status: 'epoch'; epoch: string; firstSeq: number; lastSeq: number }
  | { status: 'none' }
  | { status: 'invalid'; message: string }

/** Whether a batch has one epoch and strictly ascending seq (holes allowed), or no epoch at all. */
export function checkBatchOrder(events: readonly unknown[]): BatchOrder {
  const check = createOrderCheck()
  check.add(events)
  return check.order()
}

/** `checkBatchOrder` for a batch that comes in parts. */
export interface OrderCheck {
  add(events: readonly unknown[]): void
  /** Adds events of one epoch whose seq ascend. */
  addAscending(run: AscendingRun): void
  /** Of what was added so far. */
  order(): BatchOrder
}

interface AscendingRun {
  epoch: string
  firstSeq: number
  lastSeq: number
  /** How many events it has, at least one. */
  events: number
}

export function createOrderCheck(): OrderCheck {
  let count = 0
  let first: Position | undefined
  let lastSeq = 0
  let fault: string | undefined
  const addNext = (event: unknown) => {
    const position = positionOf(event)
    if (count === 0) first = position
    const found = faultOf(position, { isFirst: count === 0, epoch: first?.epoch, lastSeq })
    if (found !== undefined) fault = `event ${count} ${found}`
    lastSeq = position?.seq ?? 0
    count++
  }
  return {
    addAscending({ epoch, firstSeq, lastSeq: seq, events }) {
      if (fault === undefined) addNext({ epoch, seq: firstSeq })
      if (fault !== undefined) return
      lastSeq = seq
      count += events - 1
    },
    add(events) {
      for (let index = 0; index < events.length && fault === undefined; index++) addNext(events[index])
    },
    order() {
      if (fault !== undefined) return { status: 'invalid', message: fault }
      if (first?.epoch === undefined) return { status: 'none' }
      return { status: 'epoch', epoch: first.epoch, firstSeq: first.seq ?? 0, lastSeq }
    },
  }
}

interface Position {
  epoch?: string | undefined
  seq?: number | undefined
}

function positionOf(event: unknown): Position | undefined {
  return typeof event === 'object' && event !== null && !Array.isArray(event)
    ? (event as Position)
    : undefined
}

interface Before {
  isFirst: boolean
  epoch: string | undefined
  lastSeq: number
}

function faultOf(position: Position | undefined, before: Before): string | undefined {
  if (position === undefined) return 'is not an object'
  const { epoch, seq } = position
  if (epoch !== before.epoch) return 'has another epoch than the first'
  if (epoch === undefined) return seq === undefined ? undefined : 'has a seq without an epoch'
  if (before.isFirst && !isEpochId(epoch)) return 'has an epoch that is not 16 hex digits'
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) return 'has a seq that is not a whole number from 1'
  return (seq as number) > before.lastSeq ? undefined : 'has a seq that does not ascend'
}
