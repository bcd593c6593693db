import { addRange, type DropReason, type SeqRange } from '@weaklayer/wire'
import { appendEvent } from './append-event.ts'
import type { JournalTransaction } from './journal.ts'
import { only } from './journal.ts'
import { currentEpoch, type EventRecord, eventKey, type StateRecord } from './records.ts'

export interface DropOptions {
  reason: DropReason
  atMs: number
}

/** Most runs of seqs in one Dropped event: a long list must not make it refused itself. */
const mostRanges = 500

/** Gives recorded events up: deletes them, counts them, and says so in Dropped events, one or more an epoch. */
export function dropEvents(
  transaction: JournalTransaction,
  state: StateRecord,
  { records, ...options }: DropOptions & { records: readonly EventRecord[] },
): void {
  for (const record of records) {
    transaction.delete(only(eventKey(record.epochIndex, record.seq)))
    state.queued -= 1
    state.queuedBytes -= record.bytes
    countDrop(state, { reason: options.reason, type: record.type, count: 1 })
  }
  const byEpoch = Map.groupBy(records, record => record.epochIndex)
  for (const [epochIndex, given] of byEpoch) {
    for (const part of partsOf(given)) declare(transaction, state, { ...options, epochIndex, part })
  }
}

/** Counts messages that never became events. */
export function declareUnnumbered(
  transaction: JournalTransaction,
  state: StateRecord,
  { reason, atMs, count }: DropOptions & { count: number },
): void {
  countDrop(state, { reason, type: 'unknown', count })
  appendEvent(transaction, state, { atMs, draft: { type: 'Dropped', reason, count } })
}

interface Drop {
  reason: DropReason
  type: string
  count: number
}

function countDrop(state: StateRecord, { reason, type, count }: Drop): void {
  const byType = state.dropped[reason] ?? {}
  byType[type] = (byType[type] ?? 0) + count
  state.dropped[reason] = byType
}

interface Declaration extends DropOptions {
  epochIndex: number
  part: Part
}

function declare(transaction: JournalTransaction, state: StateRecord, declaration: Declaration): void {
  const { reason, atMs, epochIndex, part } = declaration
  const epoch = state.epochs.find(one => one.index === epochIndex)
  const current = currentEpoch(state)
  // Another group's seqs mean nothing within this one: they are counted without their numbers.
  const numbered = epoch !== undefined && (epoch.group === undefined || epoch.group === current.group)
  const times = part.records.map(record => record.timeUs)
  const draft = {
    type: 'Dropped',
    reason,
    count: part.records.length,
    byType: countTypes(part.records),
    firstTime: times.reduce((least, time) => Math.min(least, time)),
    lastTime: times.reduce((most, time) => Math.max(most, time)),
    ...(numbered ? { ranges: part.ranges } : {}),
    ...(numbered && epochIndex !== current.index ? { ofEpoch: epoch.epoch } : {}),
  }
  appendEvent(transaction, state, { atMs, draft })
}

interface Part {
  records: EventRecord[]
  ranges: SeqRange[]
}

function partsOf(records: readonly EventRecord[]): Part[] {
  const parts: Part[] = []
  let part: Part = { records: [], ranges: [] }
  for (const record of records) {
    if (part.records.length === 0 || part.ranges.length >= mostRanges) {
      part = { records: [], ranges: [] }
      parts.push(part)
    }
    part.records.push(record)
    addRange(part.ranges, record.seq, record.seq)
  }
  return parts
}

function countTypes(records: readonly EventRecord[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { type } of records) counts[type] = (counts[type] ?? 0) + 1
  return counts
}
