import { deliveryKey, heldEvents } from './delivery-record.ts'
import { dropEvents } from './drop-events.ts'
import { type EventSpan, findVictims, mostVictims } from './find-victims.ts'
import type { Journal, JournalTransaction } from './journal.ts'
import { auditTotals } from './queue-totals.ts'
import { type StateRecord, stateKey } from './records.ts'

export interface StoreBounds {
  maxBytes: number
  maxEvents: number
}

export interface RoomRequest {
  bounds: StoreBounds
  /** What may not be given up now. */
  held: EventSpan | undefined
  /** Events that are about to be recorded. */
  wanted: number
}

/** Kept free, so that Dropped events and Status always fit. */
const reserve = { bytes: 256 * 1024, events: 64 } as const
/** What an event takes at most on average; the real size is known only afterwards. */
export const typicalBytes = 600

/** Makes room for new events by giving up the least severe, oldest first; returns how many of them find room. */
export async function makeRoom(
  transaction: JournalTransaction,
  state: StateRecord,
  { bounds, held, wanted }: RoomRequest,
): Promise<number> {
  let given = 0
  while (isNeeded(missing(state, bounds, wanted))) {
    // After policy lowered the bounds, not all goes in one transaction.
    if (given >= mostVictims) return wanted
    const need = excess(state, bounds, wanted)
    const records = await findVictims(transaction, state, { need, held })
    if (records.length === 0) return roomLeft(state, bounds, wanted)
    await dropEvents(transaction, state, { records, reason: 'quota' })
    given += records.length
  }
  return wanted
}

/** Gives events up until the store is within its bounds, because policy lowered them. */
export async function shrinkStore(journal: Journal, bounds: StoreBounds): Promise<void> {
  let before = Number.POSITIVE_INFINITY
  for (
    let left = await shrinkOnce(journal, bounds);
    left < before;
    left = await shrinkOnce(journal, bounds)
  ) {
    before = left
  }
}

/** How many events wait then. */
async function shrinkOnce(journal: Journal, bounds: StoreBounds): Promise<number> {
  return await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) return 0
    await auditTotals(transaction, state)
    const held = heldEvents(await transaction.get(deliveryKey))
    await makeRoom(transaction, state, { bounds, held, wanted: 0 })
    transaction.put(stateKey, state)
    return state.queued
  })
}

interface Amount {
  events: number
  bytes: number
}

function missing(state: StateRecord, bounds: StoreBounds, wanted: number): Amount {
  const used = state.queuedBytes + (state.pendingDrops?.bytes ?? 0)
  return {
    events: state.queued + wanted - (bounds.maxEvents - reserve.events),
    bytes: used + wanted * typicalBytes - (bounds.maxBytes - reserve.bytes),
  }
}

/** More than is missing goes at once, so that not every group of events costs a search. */
function excess(state: StateRecord, bounds: StoreBounds, wanted: number): Amount {
  const least = missing(state, bounds, wanted)
  return {
    events: least.events <= 0 ? 0 : least.events + Math.ceil(bounds.maxEvents / 100),
    bytes: least.bytes <= 0 ? 0 : least.bytes + Math.ceil(bounds.maxBytes / 100),
  }
}

/** How many new events fit when nothing more can be given up. */
function roomLeft(state: StateRecord, bounds: StoreBounds, wanted: number): number {
  const { events, bytes } = missing(state, bounds, wanted)
  const over = Math.max(events, Math.ceil(bytes / typicalBytes))
  return Math.max(0, wanted - over)
}

function isNeeded({ events, bytes }: Amount): boolean {
  return events > 0 || bytes > 0
}
