import type { JournalTransaction } from './journal.ts'
import { allFrames, allTabs, newState, type StateRecord, stateKey } from './records.ts'
import { appendStatus, type StatusFacts } from './status.ts'

export interface NewEpoch {
  /** 16 hex digits. */
  epoch: string
  atMs: number
  facts: StatusFacts
  /** Whose it is; absent while there is no policy. */
  owner?: { group: string; sensor: string } | undefined
  /** The sensor id of the epoch before, where it was another. */
  previousSensor?: string | undefined
  /** The browser started anew: its tabs and frames are gone, and their numbers mean others now. */
  newRun: boolean
}

/** Starts an epoch: in one transaction with its first Status, which names the epoch before. */
export async function startEpoch(transaction: JournalTransaction, start: NewEpoch): Promise<StateRecord> {
  const state = (await transaction.get(stateKey)) ?? newState()
  const before = state.epochs.at(-1)
  const index = (before?.index ?? 0) + 1
  state.epochs.push({ index, epoch: start.epoch, lastSeq: 0, ...start.owner })
  state.nextSeq = 1
  const sensor = start.previousSensor === undefined ? {} : { sensor: start.previousSensor }
  const previous = before && { ...sensor, epoch: before.epoch, lastSeq: before.lastSeq }
  await appendStatus(transaction, state, {
    atMs: start.atMs,
    facts: start.facts,
    ...(previous === undefined ? {} : { previous }),
  })
  if (start.newRun) {
    transaction.delete(allFrames)
    transaction.delete(allTabs)
  }
  transaction.put(stateKey, state)
  return state
}
