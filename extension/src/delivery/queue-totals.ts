import { type Severity, severityOf } from '@weaklayer/wire'
import { type JournalKey, type JournalTransaction, type KeyRange, only } from './journal.ts'
import { allEvents, type EventFacts, type EventRecord, eventsAfter, type StateRecord } from './records.ts'

/** What waits of one origin. */
export interface OriginRecord {
  events: number
  bytes: number
}

export type SeverityTotals = Record<Severity, number>

const allOrigins: KeyRange<OriginRecord> = { from: 'origin:', to: 'origin;' }

/** The origin that an event counts for: the frame's own. */
export function originKey({ scheme, host }: EventFacts): JournalKey<OriginRecord> {
  return `origin:${scheme}//${host}`
}

export function severityTotals(state: StateRecord): SeverityTotals {
  state.bySeverity ??= { low: 0, normal: 0, high: 0 }
  return state.bySeverity
}

type Counted = Pick<EventRecord, 'type' | 'bytes'>

/** Counts an event that joins the queue. */
export function countIn(state: StateRecord, { type, bytes }: Counted): void {
  state.queued += 1
  state.queuedBytes += bytes
  severityTotals(state)[severityOf(type)] += 1
}

/** Counts an event that leaves the queue, but not its origin. */
export function countOut(state: StateRecord, { type, bytes }: Counted): void {
  state.queued -= 1
  state.queuedBytes -= bytes
  severityTotals(state)[severityOf(type)] -= 1
}

/** Counts events that leave the queue for good. */
export async function leaveQueue(
  transaction: JournalTransaction,
  state: StateRecord,
  records: readonly EventRecord[],
): Promise<void> {
  for (const record of records) countOut(state, record)
  for (const [key, left] of byOrigin(records)) {
    const found = await transaction.get(key)
    if (found === undefined) continue
    const events = found.events - left.events
    if (events > 0) transaction.put(key, { events, bytes: Math.max(0, found.bytes - left.bytes) })
    else transaction.delete(only(key))
  }
}

/** Counts recorded events for their origins; the queue counts them already. */
export async function joinOrigins(
  transaction: JournalTransaction,
  records: readonly Pick<EventRecord, 'facts' | 'bytes'>[],
): Promise<void> {
  for (const [key, joined] of byOrigin(records)) {
    const found = (await transaction.get(key)) ?? { events: 0, bytes: 0 }
    transaction.put(key, { events: found.events + joined.events, bytes: found.bytes + joined.bytes })
  }
}

const pageEvents = 500

/** Counts the queue anew where the totals do not fit it: a release that does not keep them used the journal. */
export async function auditTotals(transaction: JournalTransaction, state: StateRecord): Promise<void> {
  const { low, normal, high } = severityTotals(state)
  if (low + normal + high === state.queued) return
  Object.assign(state, { queued: 0, queuedBytes: 0, bySeverity: { low: 0, normal: 0, high: 0 } })
  const origins: OriginTotals = new Map()
  let page = await transaction.list(allEvents, pageEvents)
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    for (const record of page) countIn(state, record)
    byOrigin(page, origins)
    page = await transaction.list(eventsAfter(last), pageEvents)
  }
  transaction.delete(allOrigins)
  for (const [key, record] of origins) transaction.put(key, record)
}

type OriginTotals = Map<JournalKey<OriginRecord>, OriginRecord>

function byOrigin(
  records: readonly Pick<EventRecord, 'facts' | 'bytes'>[],
  totals: OriginTotals = new Map(),
): OriginTotals {
  for (const { facts, bytes } of records) {
    if (facts === undefined) continue
    const key = originKey(facts)
    const total = totals.get(key) ?? { events: 0, bytes: 0 }
    totals.set(key, { events: total.events + 1, bytes: total.bytes + bytes })
  }
  return totals
}
