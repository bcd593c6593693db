import { floodLimits, originShare } from './flood-limits.ts'
import type { JournalTransaction } from './journal.ts'
import { type StoreBounds, typicalBytes } from './make-room.ts'
import type { PreparedMessage } from './prepared-message.ts'
import { type OriginRecord, originKey } from './queue-totals.ts'
import { type FrameRecord, frameKey, type StateRecord, type TabRecord, tabKey } from './records.ts'
import { takeToken } from './token-bucket.ts'
import type { WorkingSet } from './working-set.ts'

/**
 * What becomes of a message.
 * `seen`: it was judged before; `unwanted`: privacy rules want nothing of it; `flood`: its page makes too many, or
 * its origin holds its share of the store; `record`: it becomes an event, if there is room.
 */
export type Verdict = 'seen' | 'unwanted' | 'flood' | 'record'

export interface Judging {
  transaction: JournalTransaction
  set: WorkingSet
  state: StateRecord
  nowMs: number
  bounds: StoreBounds
}

/** Judges a group of messages before any of them gets a seq; tokens are taken in the recording transaction. */
export async function judgeMessages(
  judging: Judging,
  messages: readonly PreparedMessage[],
): Promise<Verdict[]> {
  const group: Group = { ...judging, lastNs: new Map(), origins: new Map() }
  const verdicts: Verdict[] = []
  for (const message of messages) verdicts.push(await judge(group, message))
  return verdicts
}

export async function frameOf(set: WorkingSet, { frame, browserTab }: PreparedMessage): Promise<FrameRecord> {
  return await set.take(frameKey(frame), () => ({
    frame,
    browserTab,
    lastN: 0,
    seenMs: 0,
    windowUs: 0,
    topWindowUs: 0,
    locations: [],
  }))
}

export async function tabOf(
  set: WorkingSet,
  state: StateRecord,
  { browserTab }: PreparedMessage,
): Promise<TabRecord> {
  return await set.take(tabKey(browserTab), () => ({ browserTab, tab: state.nextTab++, topWindowUs: 0 }))
}

interface Group extends Judging {
  /** The last number of each frame, as if what was judged were recorded. */
  lastNs: Map<string, number>
  /** What each origin would hold; the exact sizes follow when events are recorded. */
  origins: Map<string, OriginRecord>
}

async function judge(group: Group, message: PreparedMessage): Promise<Verdict> {
  const { set, state, nowMs, lastNs } = group
  const frame = await frameOf(set, message)
  if (message.n <= (lastNs.get(message.frame) ?? frame.lastN)) return 'seen'
  lastNs.set(message.frame, message.n)
  const tab = await tabOf(set, state, message)
  if (message.report === undefined) return 'unwanted'
  const limits = [
    { holder: frame, limit: floodLimits.frame },
    { holder: tab, limit: floodLimits.tab },
    { holder: state, limit: floodLimits.browser },
  ]
  return takeToken(limits, nowMs) && (await takeShare(group, message)) ? 'record' : 'flood'
}

async function takeShare(
  { transaction, origins, bounds }: Group,
  { facts }: PreparedMessage,
): Promise<boolean> {
  const key = originKey(facts)
  const held = origins.get(key) ?? (await transaction.get(key)) ?? { events: 0, bytes: 0 }
  const after = { events: held.events + 1, bytes: held.bytes + typicalBytes }
  const isWithin =
    after.events <= bounds.maxEvents * originShare && after.bytes <= bounds.maxBytes * originShare
  origins.set(key, isWithin ? after : held)
  return isWithin
}
