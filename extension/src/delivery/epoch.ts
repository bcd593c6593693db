import { appendEvent } from './append-event.ts'
import type { MarkedEpoch } from './high-water.ts'
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
  /** Epochs that went with a lost journal: the chain of epochs begins anew. @default none */
  lost?: readonly MarkedEpoch[]
}

/** Starts an epoch: in one transaction with its first Status, which names the epoch before. */
export async function startEpoch(transaction: JournalTransaction, start: NewEpoch): Promise<StateRecord> {
  const state = (await transaction.get(stateKey)) ?? newState()
  const before = state.epochs.at(-1)
  const index = (before?.index ?? 0) + 1
  state.epochs.push({ index, epoch: start.epoch, lastSeq: 0, ...start.owner })
  state.nextSeq = 1
  const sensor = start.previousSensor === undefined ? {} : { sensor: start.previousSensor }
  const lost = start.lost ?? []
  const previous =
    lost.length > 0 ? undefined : before && { ...sensor, epoch: before.epoch, lastSeq: before.lastSeq }
  await appendStatus(transaction, state, {
    atMs: start.atMs,
    facts: start.facts,
    ...(previous === undefined ? {} : { previous }),
  })
  for (const epoch of lost) declareLost(transaction, state, { epoch, start })
  if (start.newRun) {
    transaction.delete(allFrames)
    transaction.delete(allTabs)
  }
  transaction.put(stateKey, state)
  return state
}

/** How many events were lost nobody knows: the bound is what the mark outside the journal says. */
function declareLost(
  transaction: JournalTransaction,
  state: StateRecord,
  { epoch, start }: { epoch: MarkedEpoch; start: NewEpoch },
): void {
  const other = epoch.sensor !== undefined && epoch.sensor !== start.owner?.sensor
  const draft = {
    type: 'Dropped',
    reason: 'store_lost',
    count: 0,
    ofEpoch: epoch.epoch,
    ...(other ? { ofSensor: epoch.sensor } : {}),
    atMost: Math.max(1, epoch.atMost),
  }
  appendEvent(transaction, state, { atMs: start.atMs, draft })
}
