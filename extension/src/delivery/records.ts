import type { SensorEvent } from '@weaklayer/wire'
import type { FieldClass } from '../protocol.ts'
import type { JournalKey, KeyRange } from './journal.ts'
import type { PendingTotals } from './pending-drops.ts'
import type { SeverityTotals } from './queue-totals.ts'
import type { Bucket } from './token-bucket.ts'

/** What is known of a recorded event beside its text, for rules that come later. */
export interface EventFacts {
  top: boolean
  incognito: boolean
  scheme: string
  host: string
  topHost: string
  field?: FieldClass
}

/** A recorded event that waits for delivery. */
export interface EventRecord {
  epochIndex: number
  seq: number
  type: string
  timeUs: number
  /** The final JSON text: what is sent, however often. */
  json: string
  bytes: number
  /** Absent for the sensor's own events, such as Status. */
  facts?: EventFacts
}

/** An epoch that has events in the journal. */
export interface EpochRecord {
  index: number
  epoch: string
  /** The group that it belongs to; absent until there is a policy. */
  group?: string
  /** The sensor id in that group. */
  sensor?: string
  lastSeq: number
}

type DropTotals = Record<string, Record<string, number>>

/** The state that every recording changes. */
export interface StateRecord {
  /** Of the release that made the journal; see docs/journal.md for what a later one may change. */
  layout: number
  /** The oldest layout whose releases can work with it. @default layout */
  readableFrom?: number
  epochs: EpochRecord[]
  nextSeq: number
  /** All events ever recorded; makes times unique. */
  eventCount: number
  recordedTotal: number
  deliveredTotal: number
  deadLettered: number
  queued: number
  queuedBytes: number
  dropped: DropTotals
  nextTab: number
  lastStatusMs: number
  /** The queue holds events that were recorded before any policy was known. */
  unrevised: boolean
  /** The queue by severity; absent in a journal of a release that did not count it. */
  bySeverity?: SeverityTotals
  pendingDrops?: PendingTotals
  floodReportedMs?: number
  /** Where the search for events of a rank goes on: before it, none is left that may be given up. */
  searchFrom?: Partial<Record<DropRank, JournalKey<EventRecord>>>
  /** Frames that came since the last check that there are not too many. */
  newFrames?: number
  /** What the whole browser may still record. */
  bucket?: Bucket
}

/** What a full store gives up, in this order; `link` is a Status that names the epoch before. */
export type DropRank = 'low' | 'normal' | 'high' | 'link'

/** What a frame's later messages need of its earlier ones. */
export interface FrameRecord {
  frame: string
  browserTab: number
  lastN: number
  seenMs: number
  windowUs: number
  topWindowUs: number
  /** `n` and time of its latest WindowLocation events; time 0 where one, or any from there on, was given up. */
  locations: [n: number, timeUs: number][]
  bucket?: Bucket
}

export interface TabRecord {
  browserTab: number
  /** Its number on events: stable for the tab's life, never reused. */
  tab: number
  topFrame?: string
  topWindowUs: number
  closedMs?: number
  bucket?: Bucket
}

export const stateKey: JournalKey<StateRecord> = 'state'

export const frameKey = (frame: string): JournalKey<FrameRecord> => `frame:${frame}`
export const tabKey = (browserTab: number): JournalKey<TabRecord> => `tab:${digits(browserTab, 12)}`
export const allFrames: KeyRange<FrameRecord> = { from: 'frame:', to: 'frame;' }
export const allTabs: KeyRange<TabRecord> = { from: 'tab:', to: 'tab;' }
export const allEvents: KeyRange<EventRecord> = { from: 'event:', to: 'event;' }

export const eventKey = (epochIndex: number, seq: number): JournalKey<EventRecord> =>
  `event:${digits(epochIndex, 8)}:${digits(seq, 12)}`

/** Events of an epoch from one seq to another, both included. */
export const eventRange = (epochIndex: number, from: number, to: number): KeyRange<EventRecord> => ({
  from: eventKey(epochIndex, from),
  to: eventKey(epochIndex, to),
})

/** Everything after an event. */
export const eventsAfter = (record: EventRecord): KeyRange<EventRecord> => ({
  from: eventKey(record.epochIndex, record.seq + 1),
  to: allEvents.to,
})

export function newState(): StateRecord {
  return {
    layout: 1,
    epochs: [],
    nextSeq: 1,
    eventCount: 0,
    recordedTotal: 0,
    deliveredTotal: 0,
    deadLettered: 0,
    queued: 0,
    queuedBytes: 0,
    dropped: {},
    nextTab: 1,
    lastStatusMs: 0,
    unrevised: false,
  }
}

/** The running epoch. */
export function currentEpoch(state: StateRecord): EpochRecord {
  const epoch = state.epochs.at(-1)
  if (epoch === undefined) throw new Error('the journal has no epoch; start one first')
  return epoch
}

/** What a source says of an event: everything but what recording gives. */
export type EventDraft = Omit<SensorEvent, 'time' | 'epoch' | 'seq'> & { type: string }

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
