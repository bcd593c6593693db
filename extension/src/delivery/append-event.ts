import type { JournalTransaction } from './journal.ts'
import { countIn } from './queue-totals.ts'
import {
  currentEpoch,
  type EventDraft,
  type EventFacts,
  type EventRecord,
  eventKey,
  type StateRecord,
} from './records.ts'

export interface NewEvent {
  atMs: number
  /** Its time where it has one already. */
  timeUs?: number
  draft: EventDraft
  facts?: EventFacts
  /** What it was recorded as before; also what a later release keeps with it stays. */
  earlier?: EventRecord
}

/** Gives an event its time and seq, stores its final text, and counts it; returns its time in microseconds. */
export function appendEvent(transaction: JournalTransaction, state: StateRecord, event: NewEvent): number {
  const epoch = currentEpoch(state)
  const seq = state.nextSeq
  const timeUs = event.timeUs ?? uniqueTimeUs(event.atMs, state.eventCount)
  const json = JSON.stringify({ ...event.draft, time: timeUs, epoch: epoch.epoch, seq })
  const bytes = new TextEncoder().encode(json).length
  const record = { epochIndex: epoch.index, seq, type: event.draft.type, timeUs, json, bytes }
  const { earlier, facts } = event
  transaction.put(eventKey(epoch.index, seq), { ...earlier, ...record, ...(facts && { facts }) })
  epoch.lastSeq = seq
  state.nextSeq = seq + 1
  state.eventCount += 1
  state.recordedTotal += 1
  countIn(state, record)
  return timeUs
}

/** Milliseconds of the browser with a tag that counts events: unique within the sensor. */
export function uniqueTimeUs(atMs: number, eventCount: number): number {
  return Math.max(1, Math.floor(atMs)) * 1000 + (eventCount % 1000)
}
