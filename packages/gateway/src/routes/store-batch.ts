import { type EventsAnswer, errorCodes } from '@weaklayer/wire'
import { giveBack } from '../body/give-back.ts'
import type { KeptBatch } from '../events/recent-batches.ts'
import type { SortedBatch } from '../events/sort-events.ts'
import type { Origin } from '../events/stored-content.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'
import { type BatchBody, type SortedBody, type SortParts, sortBody } from './sort-body.ts'

export type StoredBatch = { status: 'stored'; answer: EventsAnswer } | Refusal

type StoreParts = SortParts & Pick<GatewayParts, 'clock' | 'load' | 'metrics' | 'storage'>

/**
 * Stores a batch. Batches of one sensor go one after the other: of two copies, when a sensor or a proxy sends a batch again before
 * the answer, the second finds what the first made durable, and writes what the first could not. Meanwhile it holds its bytes only.
 */
export function storeBatch(body: BatchBody, origin: Origin, parts: StoreParts): Promise<StoredBatch> {
  return parts.lanes.run(`sensor ${origin.sensor}`, async () => {
    const outcome = await sortAndStore(body, origin, parts)
    // Bytes that could not be stored are sent again, so they count once they are.
    if (outcome.status === 'refused' && errorCodes[outcome.code].status >= 500)
      parts.rates.sensorBytes.give(origin.sensor, body.countedBytes)
    return outcome
  })
}

async function sortAndStore(body: BatchBody, origin: Origin, parts: StoreParts): Promise<StoredBatch> {
  const sorted = await sortBody(body, origin, parts)
  if (sorted.status === 'refused') return sorted
  // A batch of thousands of tiny events is much longer once sensor, group and reasons stand in each line.
  if (!body.hold.resize(Math.max(body.countedBytes, sizeOf(sorted.batch))))
    return refused('OVERLOADED', 'too many bytes are in flight')
  const { events, letters } = sorted.batch
  const isNew = sorted.order.status === 'epoch' && events + letters.length > 0
  const kept = isNew ? parts.recent.keep({ ...body, bytes: body.countedBytes }) : undefined
  body.sent = nothing
  return await storeSorted({ ...sorted, kept }, origin, parts)
}

const nothing = Buffer.alloc(0)

async function storeSorted(
  { batch, order, kept }: Exclude<SortedBody, Refusal> & { kept: KeptBatch | undefined },
  { sensor, group }: Origin,
  { clock, load, metrics, recent, storage }: StoreParts,
): Promise<StoredBatch> {
  const { lines, events, letters, accepted, rejected } = batch
  const beganMs = clock.nowMs()
  const stored = await storage.store({ group, lines, events }, letters)
  load.stored(clock.nowMs() - beganMs)
  if (stored.status === 'unavailable') {
    const { retryAfterMs } = stored
    return { ...refused('OUTPUT_UNAVAILABLE', 'the events could not be stored'), retryAfterMs }
  }
  if (kept !== undefined && order.status === 'epoch') recent.remember({ sensor, ...order }, kept)
  if (!storage.holdsLines) giveBack(lines)
  const ack = order.status === 'epoch' ? { epoch: order.epoch, seq: order.lastSeq } : null
  metrics.batch(accepted, rejected.length)
  return { status: 'stored', answer: { ack, accepted, rejected, flushAfterMs: load.flushAfterMs() } }
}

function sizeOf({ lines, letters }: SortedBatch): number {
  return letters.reduce((sum, letter) => sum + letter.length, lines.length)
}
