import { type DeliveryRecord, deliveryKey, newDelivery, waitEndMs } from './delivery-record.ts'
import type { InFlight } from './find-victims.ts'
import type { Journal, JournalReader, KeyRange } from './journal.ts'
import { allEvents, type EpochRecord, type EventRecord, eventRange, stateKey } from './records.ts'
import { reportDueMs } from './report-drops.ts'

/** Most of one request. */
export const batchLimits = {
  events: 500,
  rawBytes: 2 * 1024 * 1024,
  compressedBytes: 512 * 1024,
} as const

export interface Batch {
  range: InFlight
  records: EventRecord[]
}

/**
 * What to do next.
 * `report`: something was given up and must be said first.
 * `revise`: policy came after some of it was recorded and must be applied first.
 * `batch`: send it; its range is not stored yet unless `stored`. `move`: these belong to another group's epoch.
 */
type Plan =
  | { next: 'nothing' }
  | { next: 'wait'; untilMs: number }
  | { next: 'revise' }
  | { next: 'report' }
  | { next: 'batch'; batch: Batch; stored: boolean }
  | { next: 'move'; batch: Batch }

interface PlanOptions {
  nowMs: number
  group: string
}

/** Chooses what is sent next: the stored range again, else the oldest events of one epoch. */
export async function planUpload(reader: JournalReader, options: PlanOptions): Promise<Plan> {
  const delivery = (await reader.get(deliveryKey)) ?? newDelivery()
  const state = await reader.get(stateKey)
  if (state === undefined) return { next: 'nothing' }
  const reportMs = reportDueMs(state, options.nowMs)
  if (state.queued === 0 && reportMs === undefined) return { next: 'nothing' }
  if (state.unrevised) return { next: 'revise' }
  const untilMs = waitEndMs(delivery.wait, options.nowMs)
  if (untilMs !== undefined) return { next: 'wait', untilMs }
  if (!mayReport(delivery, state.queued)) return await planBatch(reader, delivery, options)
  if (reportMs === options.nowMs) return { next: 'report' }
  return state.queued === 0
    ? { next: 'wait', untilMs: reportMs ?? options.nowMs }
    : await planBatch(reader, delivery, options)
}

/**
 * While an event is searched, reports wait: what else is given up then is said in the same one. The report of a
 * single one goes with the rest; where little is left, it may all be bad, and the report would be in the way.
 */
function mayReport({ inFlight, bisection }: DeliveryRecord, queued: number): boolean {
  const { limit, suspect, drops = 0, delivered = false } = bisection
  if (queued === 0) return true
  const isSearching = inFlight !== undefined || limit !== undefined || suspect !== undefined
  return !isSearching && (drops === 0 || (drops === 1 && (delivered || queued >= 10)))
}

async function planBatch(
  reader: JournalReader,
  delivery: DeliveryRecord,
  { group }: PlanOptions,
): Promise<Plan> {
  const stored = delivery.inFlight === undefined ? undefined : await inFlightBatch(reader, delivery.inFlight)
  const batch = stored ?? (await oldestBatch(reader, delivery))
  if (batch === undefined) return { next: 'nothing' }
  const epoch = await epochOf(reader, batch.range.epochIndex)
  return epoch?.group !== undefined && epoch.group !== group
    ? { next: 'move', batch }
    : { next: 'batch', batch, stored: stored !== undefined }
}

/** Stores the range of a batch before it is sent; false when the batch is no longer as it was read. */
export async function storeInFlight(journal: Journal, batch: Batch): Promise<boolean> {
  return await journal.transact(async transaction => {
    const { epochIndex, from, to } = batch.range
    const present = await transaction.count(eventRange(epochIndex, from, to))
    if (present !== batch.records.length) return false
    const delivery = (await transaction.get(deliveryKey)) ?? newDelivery()
    transaction.put(deliveryKey, { ...delivery, inFlight: batch.range })
    return true
  })
}

/** The first part of a batch. */
export function shortened(batch: Batch, events: number): Batch {
  const records = batch.records.slice(0, Math.max(1, events))
  return { records, range: { ...batch.range, to: records.at(-1)?.seq ?? batch.range.from } }
}

/** The body: the stored texts as they are. */
export function bodyOf(records: readonly EventRecord[]): string {
  return `[${records.map(record => record.json).join(',')}]`
}

async function inFlightBatch(reader: JournalReader, range: InFlight): Promise<Batch | undefined> {
  const records = await reader.list(eventRange(range.epochIndex, range.from, range.to))
  return records.length === 0 ? undefined : { range, records }
}

async function oldestBatch(reader: JournalReader, delivery: DeliveryRecord): Promise<Batch | undefined> {
  const limit = Math.min(batchLimits.events, delivery.bisection.limit ?? batchLimits.events)
  const suspects = suspectsFirst(delivery)
  const searched = suspects === undefined ? [] : await reader.list(suspects, limit)
  const found = searched.length > 0 ? searched : await reader.list(allEvents, limit)
  const records = withinBytes(found.filter(record => record.epochIndex === found[0]?.epochIndex))
  const [first] = records
  const last = records.at(-1)
  const epoch = first && (await epochOf(reader, first.epochIndex))
  if (first === undefined || last === undefined || epoch === undefined) return undefined
  const range = { epochIndex: epoch.index, epoch: epoch.epoch, from: first.seq, to: last.seq }
  return { range, records }
}

/** While an event is searched, batches end where the suspected run ends. */
function suspectsFirst(delivery: DeliveryRecord): KeyRange<EventRecord> | undefined {
  const { suspect } = delivery.bisection
  return suspect && eventRange(suspect.epochIndex, 0, suspect.to)
}

function withinBytes(records: readonly EventRecord[]): EventRecord[] {
  let bytes = 0
  const end = records.findIndex((record, index) => {
    bytes += record.bytes + 1
    return index > 0 && bytes > batchLimits.rawBytes
  })
  return end < 0 ? [...records] : records.slice(0, end)
}

async function epochOf(reader: JournalReader, index: number): Promise<EpochRecord | undefined> {
  return (await reader.get(stateKey))?.epochs.find(epoch => epoch.index === index)
}
