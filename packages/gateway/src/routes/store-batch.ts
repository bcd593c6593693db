import type { EventsAnswer } from '@weaklayer/wire'
import type { Hold } from '../body/in-flight.ts'
import type { BatchOrigin, SortedBatch } from '../events/sort-batch.ts'
import type { GatewayParts } from '../server/gateway-parts.ts'
import { type Refusal, refused } from './refuse.ts'
import { type SortedBody, type SortParts, sortBody } from './sort-body.ts'

export type StoredBatch = { status: 'stored'; answer: EventsAnswer } | Refusal

type StoreParts = SortParts & Pick<GatewayParts, 'clock' | 'load' | 'metrics' | 'storage'>

export interface BatchBody {
  /** Taken away once its events are sorted: memory is bounded while outputs are slow. */
  bytes: Buffer
  /** What the request holds of the bytes in flight. */
  hold: Hold
}

/**
 * Stores a batch. Batches of one sensor go one after the other: of two copies, when a sensor or a proxy sends a batch again before
 * the answer, the second finds what the first made durable, and writes what the first could not. Meanwhile it holds its bytes only.
 */
export async function storeBatch(
  body: BatchBody,
  origin: BatchOrigin,
  parts: StoreParts,
): Promise<StoredBatch> {
  return await parts.lanes.run(`sensor ${origin.sensor}`, async () => {
    const { length } = body.bytes
    const sorted = await sortBody(body.bytes, origin, parts)
    body.bytes = nothing
    if (sorted.status === 'refused') return sorted
    // A batch of thousands of tiny events is much longer once sensor, group and reasons stand in each line.
    if (!body.hold.resize(Math.max(length, charactersOf(sorted.batch)))) {
      return refused('OVERLOADED', 'too many bytes are in flight')
    }
    return await storeSorted(sorted, origin.group, parts)
  })
}

const nothing = Buffer.alloc(0)

async function storeSorted(
  { batch, order }: Exclude<SortedBody, Refusal>,
  group: string,
  { clock, load, metrics, recent, storage }: StoreParts,
): Promise<StoredBatch> {
  const beganMs = clock.nowMs()
  const storing = storage.store(group, batch.lines, batch.refused)
  // Outputs have them as bytes now.
  batch.lines.length = 0
  batch.refused.length = 0
  const stored = await storing
  load.stored(clock.nowMs() - beganMs)
  if (stored.status === 'unavailable') {
    const { retryAfterMs } = stored
    return { ...refused('OUTPUT_UNAVAILABLE', 'the events could not be stored'), retryAfterMs }
  }
  for (const { id, content } of batch.ids) recent.remember(id, content)
  const ack = order.status === 'epoch' ? { epoch: order.epoch, seq: order.lastSeq } : null
  const { accepted, rejected } = batch
  metrics.batch(accepted, rejected.length)
  return { status: 'stored', answer: { ack, accepted, rejected, flushAfterMs: load.flushAfterMs() } }
}

function charactersOf({ lines, refused: letters }: SortedBatch): number {
  return [...lines, ...letters].reduce((sum, line) => sum + line.length, 0)
}
