import { declareUnnumbered, dropEvents } from './drop-events.ts'
import type { JournalTransaction, KeyRange } from './journal.ts'
import { allEvents, type EventRecord, eventsAfter, type StateRecord } from './records.ts'

export interface StoreBounds {
  maxBytes: number
  maxEvents: number
}

/** A range that is on its way to the gateway; nothing of it may be dropped. */
export interface InFlight {
  epochIndex: number
  epoch: string
  from: number
  to: number
}

export interface RoomRequest {
  bounds: StoreBounds
  inFlight: InFlight | undefined
  /** Events that are about to be recorded. */
  wanted: number
  atMs: number
}

/** Kept free, so that a Dropped event always fits. */
const reserveBytes = 256 * 1024
/** What an event takes at most on average; the real size is known only afterwards. */
const typicalBytes = 600
const pageEvents = 500

/** Makes room for new events by dropping the oldest; returns how many of them find room. */
export async function makeRoom(
  transaction: JournalTransaction,
  state: StateRecord,
  request: RoomRequest,
): Promise<number> {
  const { bounds, wanted, atMs } = request
  if (!isNeeded(missing(state, bounds, wanted))) return wanted
  const oldest = await oldestDroppable(transaction, request, excess(state, bounds, wanted))
  if (oldest.length > 0) dropEvents(transaction, state, { records: oldest, reason: 'quota', atMs })
  const left = missing(state, bounds, wanted)
  if (!isNeeded(left)) return wanted
  const refused = left.bytes > 0 ? wanted : Math.min(wanted, left.events)
  declareUnnumbered(transaction, state, { reason: 'quota', atMs, count: refused })
  return wanted - refused
}

interface Amount {
  events: number
  bytes: number
}

function missing(state: StateRecord, bounds: StoreBounds, wanted: number): Amount {
  return {
    events: state.queued + wanted - bounds.maxEvents,
    bytes: state.queuedBytes + wanted * typicalBytes - (bounds.maxBytes - reserveBytes),
  }
}

/** More than is missing goes at once, so that not every event costs a Dropped event. */
function excess(state: StateRecord, bounds: StoreBounds, wanted: number): Amount {
  const least = missing(state, bounds, wanted)
  return {
    events: Math.max(0, least.events) + Math.ceil(bounds.maxEvents / 100),
    bytes: least.bytes <= 0 ? 0 : least.bytes + Math.ceil(bounds.maxBytes / 100),
  }
}

/** Status and Dropped stay: they carry the chain of epochs and what was given up. */
const kept = new Set(['Status', 'Dropped'])

async function oldestDroppable(transaction: JournalTransaction, request: RoomRequest, need: Amount) {
  const found: EventRecord[] = []
  const left = { ...need }
  let range: KeyRange<EventRecord> = allEvents
  while (isNeeded(left)) {
    const page = await transaction.list(range, pageEvents)
    const last = page.at(-1)
    if (last === undefined) return found
    for (const record of page.filter(one => !kept.has(one.type) && !isInFlight(one, request.inFlight))) {
      if (!isNeeded(left)) break
      found.push(record)
      left.events -= 1
      left.bytes -= record.bytes
    }
    range = eventsAfter(last)
  }
  return found
}

function isNeeded({ events, bytes }: Amount): boolean {
  return events > 0 || bytes > 0
}

function isInFlight(record: EventRecord, range: InFlight | undefined): boolean {
  return (
    range !== undefined &&
    record.epochIndex === range.epochIndex &&
    record.seq >= range.from &&
    record.seq <= range.to
  )
}
