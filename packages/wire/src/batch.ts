import * as z from 'zod'
import { count, epochId, seqNumber, text } from './field.ts'

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
  | { status: 'epoch'; epoch: string; lastSeq: number }
  | { status: 'none' }
  | { status: 'invalid'; message: string }

/** Whether a batch has one epoch and strictly ascending seq (holes allowed), or no epoch at all. */
export function checkBatchOrder(events: readonly unknown[]): BatchOrder {
  const positions = events.map(positionOf)
  const epoch = positions[0]?.epoch
  let lastSeq = 0
  for (const [index, position] of positions.entries()) {
    const fault = faultOf(position, { epoch, lastSeq })
    if (fault !== undefined) return { status: 'invalid', message: `event ${index} ${fault}` }
    lastSeq = position?.seq ?? 0
  }
  return epoch === undefined ? { status: 'none' } : { status: 'epoch', epoch, lastSeq }
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

function faultOf(position: Position | undefined, before: { epoch: string | undefined; lastSeq: number }) {
  if (position === undefined) return 'is not an object'
  if (position.epoch !== before.epoch) return 'has another epoch than the first'
  if (position.epoch === undefined)
    return position.seq === undefined ? undefined : 'has a seq without an epoch'
  if (!epochId.safeParse(position.epoch).success) return 'has an epoch that is not 16 hex digits'
  if (!seqNumber.safeParse(position.seq).success) return 'has a seq that is not a whole number from 1'
  return (position.seq as number) > before.lastSeq ? undefined : 'has a seq that does not ascend'
}
