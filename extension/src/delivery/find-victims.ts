import { severityOf } from '@weaklayer/wire'
import type { JournalTransaction } from './journal.ts'
import { severityTotals } from './queue-totals.ts'
import {
  allEvents,
  type DropRank,
  type EventRecord,
  eventKey,
  eventsAfter,
  type StateRecord,
} from './records.ts'

/** Seqs of one epoch, both ends included. */
export interface EventSpan {
  epochIndex: number
  from: number
  to: number
}

/** A range that is on its way to the gateway; nothing of it may be dropped. */
export interface InFlight extends EventSpan {
  epoch: string
}

export interface VictimRequest {
  /** Until so many events and so many bytes are found. */
  need: { events: number; bytes: number }
  /** What may not be given up now. */
  held: EventSpan | undefined
}

/** Most events that are given up in one transaction. */
export const mostVictims = 5000
const pageEvents = 500
const ranks: readonly DropRank[] = ['low', 'normal', 'high', 'link']

/** The events that a full store gives up next, in the order of their keys. */
export async function findVictims(
  transaction: JournalTransaction,
  state: StateRecord,
  { need, held }: VictimRequest,
): Promise<EventRecord[]> {
  const search: Search = { transaction, state, held, left: { ...need }, found: [] }
  await searchRanks(search)
  if (isWanting(search) && search.found.length === 0) {
    // What was held was passed over; perhaps it waits again.
    state.searchFrom = {}
    await searchRanks(search)
  }
  return search.found.sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
}

interface Search {
  transaction: JournalTransaction
  state: StateRecord
  held: EventSpan | undefined
  left: { events: number; bytes: number }
  found: EventRecord[]
}

async function searchRanks(search: Search): Promise<void> {
  for (const rank of ranks) await searchRank(search, rank)
}

/** Goes on where the last search for this rank ended, so that the whole queue is not read each time. */
async function searchRank(search: Search, rank: DropRank): Promise<void> {
  const { transaction, state } = search
  const severity = rank === 'link' ? 'high' : rank
  if (severityTotals(state)[severity] === 0) return
  const from = { ...state.searchFrom }
  let range = { from: from[rank] ?? allEvents.from, to: allEvents.to }
  while (isWanting(search)) {
    const page = await transaction.list(range, pageEvents)
    const last = takeFrom(page, search, rank)
    if (last === undefined) break
    range = eventsAfter(last)
  }
  state.searchFrom = { ...from, [rank]: range.from }
}

/** The last record that was looked at; undefined for an empty page. */
function takeFrom(page: readonly EventRecord[], search: Search, rank: DropRank): EventRecord | undefined {
  for (const record of page) {
    if (rankOf(record) === rank && !isHeld(record, search.held)) {
      search.found.push(record)
      search.left.events -= 1
      search.left.bytes -= record.bytes
      if (!isWanting(search)) return record
    }
  }
  return page.at(-1)
}

function isWanting({ left, found }: Search): boolean {
  return (left.events > 0 || left.bytes > 0) && found.length < mostVictims
}

/** Undefined for what is never given up: reports of drops. */
function rankOf({ type, json }: EventRecord): DropRank | undefined {
  if (type === 'Dropped') return undefined
  return type === 'Status' && json.includes('"previous":') ? 'link' : severityOf(type)
}

function isHeld({ epochIndex, seq }: EventRecord, range: EventSpan | undefined): boolean {
  return range !== undefined && epochIndex === range.epochIndex && seq >= range.from && seq <= range.to
}

function keyOf({ epochIndex, seq }: EventRecord): string {
  return eventKey(epochIndex, seq)
}
