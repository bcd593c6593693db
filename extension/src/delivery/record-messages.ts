import type { RecordedAddress } from '../privacy/redact-url.ts'
import { appendEvent, uniqueTimeUs } from './append-event.ts'
import { deliveryKey } from './delivery-record.ts'
import { declareUnnumbered } from './drop-events.ts'
import type { Journal, JournalTransaction } from './journal.ts'
import { makeRoom, type StoreBounds } from './make-room.ts'
import {
  type EventDraft,
  type EventFacts,
  type FrameRecord,
  frameKey,
  type StateRecord,
  stateKey,
  type TabRecord,
  tabKey,
} from './records.ts'
import { appendStatus, type StatusFacts, statusIntervalMs } from './status.ts'

/** What is left of a message once privacy rules and hashing are through. */
export type PreparedReport =
  | { kind: 'Window' }
  | { kind: 'WindowLocation'; address: RecordedAddress }
  | { kind: 'TextInput'; location: number; text: HashedInput }

export interface HashedInput {
  textHash: string
  textLength: number
  inputType: string
  hashKeyId: string
  filled?: boolean
}

export interface PreparedMessage {
  frame: string
  n: number
  atMs: number
  browserTab: number
  frameId: number
  facts: EventFacts
  /** Judged before any policy was known: what policy excludes must be taken out again before anything is sent. */
  unrevised: boolean
  /** Absent when the message is not wanted: its number counts all the same. */
  report?: PreparedReport
}

export interface RecordOptions {
  messages: readonly PreparedMessage[]
  nowMs: number
  bounds: StoreBounds
  statusFacts: StatusFacts
}

/** Records a group of messages in one transaction; returns how many events wait now. */
export async function recordMessages(journal: Journal, options: RecordOptions): Promise<number> {
  return await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('the journal has no state; start an epoch first')
    const inFlight = (await transaction.get(deliveryKey))?.inFlight
    const wanted = options.messages.filter(message => message.report !== undefined).length
    const { nowMs, bounds } = options
    let room = await makeRoom(transaction, state, { bounds, inFlight, wanted, atMs: nowMs })
    for (const message of options.messages) {
      if (await recordMessage({ transaction, state, nowMs }, message, room > 0)) room -= 1
    }
    state.unrevised ||= options.messages.some(message => message.unrevised && message.report !== undefined)
    if (wanted > 0 && nowMs - state.lastStatusMs >= statusIntervalMs) {
      await appendStatus(transaction, state, { atMs: nowMs, facts: options.statusFacts })
    }
    transaction.put(stateKey, state)
    return state.queued
  })
}

interface Recording {
  transaction: JournalTransaction
  state: StateRecord
  nowMs: number
}

/** Whether an event came of it. */
async function recordMessage(recording: Recording, message: PreparedMessage, room: boolean) {
  const { transaction } = recording
  const frame = (await transaction.get(frameKey(message.frame))) ?? newFrame(message)
  if (message.n <= frame.lastN) return false
  declareGap(recording, message.n - frame.lastN - 1)
  const tab = await tabOf(recording, message, frame)
  frame.lastN = message.n
  frame.seenMs = recording.nowMs
  const wanted = room && message.report !== undefined
  if (wanted) recordReport(recording, message, { frame, tab, report: message.report as PreparedReport })
  transaction.put(frameKey(message.frame), frame)
  transaction.put(tabKey(message.browserTab), tab)
  return wanted
}

function declareGap({ transaction, state, nowMs }: Recording, count: number): void {
  if (count > 0) declareUnnumbered(transaction, state, { reason: 'frame_gap', atMs: nowMs, count })
}

function newFrame(message: PreparedMessage): FrameRecord {
  return {
    frame: message.frame,
    browserTab: message.browserTab,
    lastN: 0,
    seenMs: 0,
    windowUs: 0,
    topWindowUs: 0,
    locations: [],
  }
}

/** The tab; it follows its top frame, also back to one that was kept in the back/forward cache. */
async function tabOf({ transaction, state }: Recording, message: PreparedMessage, frame: FrameRecord) {
  const tab: TabRecord = (await transaction.get(tabKey(message.browserTab))) ?? {
    browserTab: message.browserTab,
    tab: state.nextTab++,
    topWindowUs: 0,
  }
  if (!message.facts.top || tab.topFrame === message.frame) return tab
  return { ...tab, topFrame: message.frame, topWindowUs: frame.windowUs }
}

interface Place {
  frame: FrameRecord
  tab: TabRecord
  report: PreparedReport
}

function recordReport({ transaction, state }: Recording, message: PreparedMessage, place: Place): void {
  const { frame, tab, report } = place
  const timeUs = uniqueTimeUs(message.atMs, state.eventCount)
  if (report.kind === 'Window') {
    frame.windowUs = timeUs
    if (message.facts.top) tab.topWindowUs = timeUs
    frame.topWindowUs = tab.topWindowUs
  }
  if (report.kind === 'WindowLocation') {
    frame.locations = [...frame.locations, location(message.n, timeUs)].slice(-keptLocations)
  }
  const { atMs, facts } = message
  appendEvent(transaction, state, { atMs, timeUs, draft: draftOf(message, place), facts })
}

/** A text may be captured after the address changed, but not long after. */
const keptLocations = 16

const location = (n: number, timeUs: number): [number, number] => [n, timeUs]

function draftOf(message: PreparedMessage, { frame, tab, report }: Place): EventDraft {
  const incognito = message.facts.incognito ? { incognito: true } : {}
  const common = { tab: tab.tab, frame: message.frameId, ...incognito }
  switch (report.kind) {
    case 'Window':
      return {
        type: 'Window',
        ...common,
        isTopLevelWindow: message.facts.top,
        topLevelWindowReference: tab.topWindowUs,
      }
    case 'WindowLocation':
      return { type: 'WindowLocation', ...common, ...report.address, windowReference: frame.windowUs }
    case 'TextInput':
      return {
        type: 'TextInput',
        ...common,
        ...report.text,
        windowReference: frame.windowUs,
        windowLocationReference: locationTimeUs(frame, report.location),
      }
  }
}

/** Time of the address with that number; of the last one before where that is no longer known; 0 for none. */
function locationTimeUs(frame: FrameRecord, n: number): number {
  return frame.locations.findLast(([known]) => known <= n)?.[1] ?? 0
}
