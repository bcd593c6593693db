import { appendEvent } from './append-event.ts'
import { contentOf, type DropPart, partsBytes, takeReport } from './drop-part.ts'
import { floodReportMs } from './flood-limits.ts'
import type { FormerRanges } from './former-ranges.ts'
import { type Journal, type JournalTransaction, only } from './journal.ts'
import { allPendingDrops, type PendingDrops, pendingKey, pendingTotals } from './pending-drops.ts'
import { currentEpoch, type EventDraft, type StateRecord, stateKey } from './records.ts'
import { takeRefusedReports } from './refused-reports.ts'

/** Most Dropped events that are made at once: they fit into what the store keeps free for them. */
const mostReports = 8
const pageRecords = 100

/** When something that was given up is to be reported, now at the earliest; undefined when there is nothing. */
export function reportDueMs(state: StateRecord, nowMs: number): number | undefined {
  const { flood = 0, other = 0 } = state.pendingDrops ?? {}
  if (other > 0) return nowMs
  return flood > 0 ? floodDueMs(state, nowMs) : undefined
}

/** Makes Dropped events of what is to be reported, a few at a time; call again until nothing is due. */
export async function reportDrops(journal: Journal, nowMs: number): Promise<void> {
  await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) return
    const before = state.nextSeq
    for (const draft of await takeRefusedReports(transaction, state)) {
      appendEvent(transaction, state, { atMs: nowMs, draft })
    }
    const left = { reports: mostReports }
    const waiting = await transaction.list(allPendingDrops, pageRecords)
    for (const pending of waiting) report({ transaction, state, nowMs, left }, pending)
    if (state.nextSeq === before) correctTotals(state, waiting)
    transaction.put(stateKey, state)
  })
}

interface Reporting {
  transaction: JournalTransaction
  state: StateRecord
  nowMs: number
  left: { reports: number }
}

function report({ transaction, state, nowMs, left }: Reporting, pending: PendingDrops): void {
  const isFlood = pending.reason === 'flood'
  if (left.reports === 0 || (isFlood && floodDueMs(state, nowMs) > nowMs)) return
  const totals = pendingTotals(state)
  let { parts } = pending
  for (; parts.length > 0 && left.reports > 0; left.reports -= 1) {
    const { report: part, rest } = takeReport(parts)
    appendEvent(transaction, state, { atMs: nowMs, draft: draftOf(state, pending, part) })
    totals[isFlood ? 'flood' : 'other'] -= part.count
    totals.bytes -= partsBytes(parts) - partsBytes(rest)
    parts = rest
  }
  if (isFlood) state.floodReportedMs = nowMs
  if (parts.length === 0) transaction.delete(only(pendingKey(pending)))
  else transaction.put(pendingKey(pending), { ...pending, parts })
}

/** Nothing was there to report, although the totals said so: they must not ask for ever. */
function correctTotals(state: StateRecord, waiting: readonly PendingDrops[]): void {
  const parts = waiting.flatMap(pending => pending.parts)
  const flood = parts.reduce((sum, part) => sum + part.count, 0)
  state.pendingDrops = { flood, other: 0, bytes: partsBytes(parts) }
}

/** While a flood lasts, one report in half a minute is enough; a clock that went back must not hold it up. */
function floodDueMs({ floodReportedMs = 0 }: StateRecord, nowMs: number): number {
  return floodReportedMs > nowMs ? nowMs : Math.max(nowMs, floodReportedMs + floodReportMs)
}

function draftOf(state: StateRecord, { reason, epoch }: PendingDrops, part: DropPart): EventDraft {
  const { ranges, formerly = [], ...content } = contentOf(part)
  const draft: EventDraft = { type: 'Dropped', reason, ...content }
  if (epoch === undefined) return draft
  const current = currentEpoch(state)
  const owner = { ...epoch, ...state.epochs.find(one => one.epoch === epoch.epoch) }
  const isForeign = owner.group !== undefined && owner.group !== current.group
  // Seqs of a sensor id that never was are counted without their numbers.
  if (isForeign && owner.sensor === undefined) {
    return withFormerly(
      draft,
      formerly.filter(one => one.sensor !== undefined),
    )
  }
  return {
    ...withFormerly(draft, formerly),
    ranges,
    ...(epoch.epoch === current.epoch ? {} : { ofEpoch: epoch.epoch }),
    ...(isForeign ? { ofSensor: owner.sensor } : {}),
  }
}

function withFormerly(draft: EventDraft, formerly: readonly FormerRanges[]): EventDraft {
  return formerly.length === 0 ? draft : { ...draft, formerly }
}
