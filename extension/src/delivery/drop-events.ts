import type { DropReason } from '@weaklayer/wire'
import type { GivenUp } from './drop-part.ts'
import { formerRangesOf } from './former-ranges.ts'
import type { JournalTransaction } from './journal.ts'
import { addPending } from './pending-drops.ts'
import { leaveQueue } from './queue-totals.ts'
import { type EventRecord, eventRange, type StateRecord } from './records.ts'
import { keepRefusedReports } from './refused-reports.ts'

/** Gives recorded events up: deletes them and counts them; a Dropped event will say so. */
export async function dropEvents(
  transaction: JournalTransaction,
  state: StateRecord,
  { records, reason }: { records: readonly EventRecord[]; reason: DropReason },
): Promise<void> {
  for (const { epochIndex, from, to } of runsOf(records)) transaction.delete(eventRange(epochIndex, from, to))
  await leaveQueue(transaction, state, records)
  countDrops(state, reason, records)
  await keepRefusedReports(transaction, state, records)
  for (const [epochIndex, dropped] of Map.groupBy(records, record => record.epochIndex)) {
    const epoch = state.epochs.find(one => one.index === epochIndex)
    const given = dropped.map(record => ({ ...record, formerly: formerRangesOf(record) }))
    await addPending(transaction, state, { reason, given, ...(epoch && { epoch }) })
  }
}

/** Counts messages that never became events; a Dropped event will say so. */
export async function dropMessages(
  transaction: JournalTransaction,
  state: StateRecord,
  { given, reason }: { given: readonly GivenUp[]; reason: DropReason },
): Promise<void> {
  countDrops(state, reason, given)
  await addPending(transaction, state, { reason, given })
}

function countDrops(
  state: StateRecord,
  reason: DropReason,
  given: readonly Pick<GivenUp, 'type' | 'count'>[],
): void {
  const byType = state.dropped[reason] ?? {}
  for (const { type, count = 1 } of given) byType[type] = (byType[type] ?? 0) + count
  if (given.length > 0) state.dropped[reason] = byType
}

interface Run {
  epochIndex: number
  from: number
  to: number
}

/** Records in the order of their keys, as runs of seqs without a hole: one deletion each. */
function runsOf(records: readonly EventRecord[]): Run[] {
  const runs: Run[] = []
  for (const { epochIndex, seq } of records) {
    const last = runs.at(-1)
    if (last?.epochIndex === epochIndex && last.to === seq - 1) last.to = seq
    else runs.push({ epochIndex, from: seq, to: seq })
  }
  return runs
}
