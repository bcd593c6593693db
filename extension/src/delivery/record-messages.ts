import { appendEvent, uniqueTimeUs } from './append-event.ts'
import { deliveryKey, heldEvents } from './delivery-record.ts'
import { dropMessages } from './drop-events.ts'
import type { GivenUp } from './drop-part.ts'
import { draftOf, followTopFrame, forgetLocation, type Place, rememberReport } from './frame-place.ts'
import type { Journal } from './journal.ts'
import { frameOf, type Judging, judgeMessages, tabOf, type Verdict } from './judge-messages.ts'
import { makeRoom, type StoreBounds } from './make-room.ts'
import type { PreparedMessage, PreparedReport } from './prepared-message.ts'
import { auditTotals, joinOrigins } from './queue-totals.ts'
import { type EventFacts, stateKey } from './records.ts'
import { appendStatus, isStatusDue, type StatusFacts, statusIntervalMs } from './status.ts'
import { trimFrames } from './trim-frames.ts'
import { createWorkingSet } from './working-set.ts'

export interface RecordOptions {
  messages: readonly PreparedMessage[]
  nowMs: number
  bounds: StoreBounds
  statusFacts: StatusFacts
}

/** Records a group of messages in one transaction; returns how many events wait now. */
export async function recordMessages(journal: Journal, options: RecordOptions): Promise<number> {
  const { messages, nowMs, bounds } = options
  return await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('the journal has no state; start an epoch first')
    await auditTotals(transaction, state)
    const set = createWorkingSet(transaction)
    const verdicts = await judgeMessages({ transaction, set, state, nowMs, bounds }, messages)
    const wanted = verdicts.filter(verdict => verdict === 'record').length
    const held = heldEvents(await transaction.get(deliveryKey))
    const room = await makeRoom(transaction, state, { bounds, held, wanted })
    const recording: Recording = { transaction, set, state, nowMs, bounds, room, ...nothingYet() }
    for (const [index, message] of messages.entries()) {
      await recordMessage(recording, message, verdicts[index] ?? 'seen')
    }
    await closeBooks(recording)
    if (wanted > 0 && isStatusDue(state, nowMs, statusIntervalMs)) {
      await appendStatus(transaction, state, { atMs: nowMs, facts: options.statusFacts })
    }
    transaction.put(stateKey, state)
    return state.queued
  })
}

type LossReason = 'flood' | 'quota' | 'frame_gap'

interface Recording extends Judging {
  /** How many events still find room. */
  room: number
  recorded: { facts: EventFacts; bytes: number }[]
  lost: { reason: LossReason; given: GivenUp }[]
}

function nothingYet(): Pick<Recording, 'recorded' | 'lost'> {
  return { recorded: [], lost: [] }
}

async function recordMessage(
  recording: Recording,
  message: PreparedMessage,
  verdict: Verdict,
): Promise<void> {
  if (verdict === 'seen') return
  const { set, state, nowMs } = recording
  const place = { frame: await frameOf(set, message), tab: await tabOf(set, state, message) }
  const { frame } = place
  if (frame.lastN === 0) {
    state.newFrames = (state.newFrames ?? 0) + 1
    frame.lastN = numberBefore(message)
  }
  declareGap(recording, place, message)
  followTopFrame(place, message)
  frame.lastN = message.n
  frame.seenMs = nowMs
  const { report } = message
  if (report === undefined) return
  if (verdict === 'record' && recording.room > 0) {
    recordReport(recording, message, { ...place, report })
    state.unrevised ||= message.unrevised
  } else {
    giveUp(recording, message, { ...place, report, reason: verdict === 'flood' ? 'flood' : 'quota' })
  }
}

/** The last number of a frame that is not known: it is new, or was forgotten. Scripts of an older version do not say. */
function numberBefore({ n, acked = n - 1 }: PreparedMessage): number {
  return Math.min(acked, n - 1)
}

function declareGap({ lost }: Recording, { frame }: Place, { n, atMs }: PreparedMessage): void {
  const missing = n - frame.lastN - 1
  if (missing === 0) return
  forgetLocation(frame, frame.lastN + 1)
  lost.push({ reason: 'frame_gap', given: { type: 'unknown', timeUs: atMs * 1000, count: missing } })
}

function recordReport(recording: Recording, message: PreparedMessage, place: Reported): void {
  const { transaction, state, recorded } = recording
  const { atMs, facts } = message
  const timeUs = uniqueTimeUs(atMs, state.eventCount)
  rememberReport(place, message, timeUs)
  const before = state.queuedBytes
  appendEvent(transaction, state, { atMs, timeUs, draft: draftOf(message, place.report, place), facts })
  recorded.push({ facts, bytes: state.queuedBytes - before })
  recording.room -= 1
}

interface Reported extends Place {
  report: PreparedReport
}

function giveUp({ lost }: Recording, message: PreparedMessage, { frame, report, reason }: GivenUpAt): void {
  if (report.kind === 'WindowLocation') forgetLocation(frame, message.n)
  lost.push({ reason, given: { type: report.kind, timeUs: message.atMs * 1000 } })
}

interface GivenUpAt extends Reported {
  reason: LossReason
}

async function closeBooks({ transaction, set, state, recorded, lost }: Recording): Promise<void> {
  set.save()
  await trimFrames(transaction, state)
  await joinOrigins(transaction, recorded)
  for (const [reason, losses] of Map.groupBy(lost, ({ reason }) => reason)) {
    await dropMessages(transaction, state, { reason, given: losses.map(({ given }) => given) })
  }
}
