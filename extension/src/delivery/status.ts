import type { EventOf } from '@weaklayer/wire'
import { appendEvent } from './append-event.ts'
import type { JournalTransaction } from './journal.ts'
import { allEvents, type StateRecord } from './records.ts'

type Status = EventOf<'Status'>

/** What Status says that the journal does not know. */
export type StatusFacts = Pick<
  Status,
  | 'label'
  | 'device'
  | 'user'
  | 'version'
  | 'browser'
  | 'os'
  | 'policyHash'
  | 'policyState'
  | 'policyProblems'
  | 'incognitoAllowed'
  | 'fileAccess'
  | 'hostAccess'
  | 'disabledSources'
  | 'clockSkewMs'
>

export interface StatusOptions {
  atMs: number
  facts: StatusFacts
  previous?: Status['previous']
}

/** While there is activity, a Status is recorded at least this often. */
export const statusIntervalMs = 15 * 60_000

/** Whether the last Status is that old; one from the future was recorded before the clock was set back. */
export function isStatusDue(state: StateRecord, nowMs: number, minAgeMs: number): boolean {
  return Math.abs(nowMs - state.lastStatusMs) >= minAgeMs
}

/** Records how the sensor is. */
export async function appendStatus(
  transaction: JournalTransaction,
  state: StateRecord,
  { atMs, facts, previous }: StatusOptions,
): Promise<void> {
  const [oldest] = await transaction.list(allEvents, 1)
  const draft = {
    type: 'Status',
    ...(previous === undefined ? {} : { previous }),
    nextSeq: state.nextSeq + 1,
    queued: state.queued,
    queuedBytes: state.queuedBytes,
    oldestAgeMs: oldest === undefined ? 0 : Math.max(0, atMs - Math.floor(oldest.timeUs / 1000)),
    dropped: state.dropped,
    ...facts,
  }
  appendEvent(transaction, state, { atMs, draft })
  state.lastStatusMs = atMs
}
