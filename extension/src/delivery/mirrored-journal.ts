import {
  announced,
  type HighWaterMark,
  lostEpochs,
  type MarkedEpoch,
  markFor,
  readMark,
} from './high-water.ts'
import type { Journal, JournalTransaction } from './journal.ts'
import { type StateRecord, stateKey } from './records.ts'

/** A journal whose loss shows: how far its seqs went is also known outside of it. */
export interface MirroredJournal extends Journal {
  /** The epochs that went with a journal that was lost; they stay so until an epoch starts. */
  lostEpochs(): Promise<MarkedEpoch[]>
  /** Comes before the transaction that starts an epoch and gives that many seqs. */
  announce(epoch: string, seqs?: number): Promise<void>
}

export interface MirrorOptions {
  /** Where the mark is kept: anywhere but in the journal. */
  store: { get(key: string): Promise<unknown>; set(key: string, value: unknown): Promise<void> }
  /** The mark could not be written; recording goes on, and the next transaction tries again. */
  onFault(error: unknown): void
}

/** Key of the HighWaterMark in `storage.local`. Every later release has to go on reading and writing it. */
export const highWaterKey = 'highWater'

/** Marks seqs outside the journal before they are given. */
export function mirrorJournal(journal: Journal, { store, onFault }: MirrorOptions): MirroredJournal {
  let mark: HighWaterMark | undefined
  let loading: Promise<void> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const loaded = () => {
    loading ??= load().catch(error => {
      loading = undefined
      throw error
    })
    return loading
  }
  const load = async () => {
    const stored = store.get(highWaterKey).catch(onFault)
    const state = await readState()
    mark = readMark(await stored)
    if (state !== undefined && lostEpochs(mark, state).length === 0) await cover(state)
  }
  const readState = () => journal.read(reader => reader.get(stateKey))
  const save = (next: HighWaterMark) => {
    mark = next
    const saved = turn.then(() => store.set(highWaterKey, next))
    turn = saved.catch(error => {
      loading = undefined
      onFault(error)
    })
    return turn
  }
  const cover = async (state: StateRecord) => {
    const next = markFor(state, mark)
    if (next !== undefined) await save(next)
  }
  return {
    read: work => journal.read(work),
    async transact(work, durability) {
      await loaded()
      let state: StateRecord | undefined
      const result = await journal.transact(
        transaction => work(watched(transaction, put => (state = put))),
        durability,
      )
      if (state !== undefined) await cover(state)
      return result
    },
    async lostEpochs() {
      await loaded()
      return lostEpochs(mark, await readState())
    },
    async announce(epoch, seqs = 0) {
      await loaded()
      // Before the very first epoch nothing can have been lost.
      const state = await readState()
      if (mark !== undefined || state !== undefined)
        await save(announced(mark, { epoch, seqs, lost: lostEpochs(mark, state) }))
    },
  }
}

/** Tells of each state that a transaction puts. */
function watched(transaction: JournalTransaction, onState: (state: StateRecord) => void): JournalTransaction {
  return {
    ...transaction,
    put(key, value) {
      if (key === stateKey) onState(value as StateRecord)
      transaction.put(key, value)
    },
  }
}
