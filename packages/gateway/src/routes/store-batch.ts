import { setImmediate as nextTurn } from 'node:timers/promises'
import { type BatchOrder, checkBatchOrder, type EventsAnswer } from '@weaklayer/wire'
import { type BatchOrigin, type SortedBatch, sortBatch } from '../events/sort-batch.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'

export type StoredBatch = { status: 'stored'; answer: EventsAnswer } | Refusal

type StoreParts = Pick<GatewayParts, 'config' | 'clock' | 'load' | 'recent' | 'storage' | 'turns'>

/**
 * Stores a batch. Two copies of it, when a sensor or a proxy sends it again before the answer, go one after the other: the second
 * finds what the first made durable, and writes what the first could not.
 */
export async function storeBatch(
  events: readonly unknown[],
  origin: BatchOrigin,
  parts: StoreParts,
): Promise<StoredBatch> {
  const order = checkBatchOrder(events)
  if (order.status === 'invalid') return refused('BATCH_UNREADABLE', order.message)
  const store = async () => await storeSorted(events, { origin, order }, parts)
  return order.status === 'epoch'
    ? await parts.turns.run(`${origin.sensor}/${order.epoch}`, store)
    : await store()
}

type ValidOrder = Exclude<BatchOrder, { status: 'invalid' }>

async function storeSorted(
  events: readonly unknown[],
  { origin, order }: { origin: BatchOrigin; order: ValidOrder },
  { config, clock, load, recent, storage }: StoreParts,
): Promise<StoredBatch> {
  const sorted = await sortBatch(events, { origin, limits: config.limits, recent, breathe: () => nextTurn() })
  if (sorted.status === 'conflict') {
    return refused('SEQ_CONFLICT', 'an id of this batch is stored already with other content')
  }
  const beganMs = clock.nowMs()
  const stored = await storage.store(origin.group, sorted.lines, sorted.refused)
  load.stored(clock.nowMs() - beganMs)
  if (stored.status === 'unavailable') {
    const { retryAfterMs } = stored
    return { ...refused('OUTPUT_UNAVAILABLE', 'the events could not be stored'), retryAfterMs }
  }
  for (const { id, content } of sorted.ids) recent.remember(id, content)
  return { status: 'stored', answer: answerOf(order, sorted, load.flushAfterMs()) }
}

function answerOf(
  order: ValidOrder,
  { accepted, rejected }: SortedBatch,
  flushAfterMs: number,
): EventsAnswer {
  const ack = order.status === 'epoch' ? { epoch: order.epoch, seq: order.lastSeq } : null
  return { ack, accepted, rejected, flushAfterMs }
}
