import {
  createMemoryJournal,
  type Journal,
  type KeyRange,
  type MemoryJournal,
} from '@weaklayer/extension/testing'
import type { Process } from './process.ts'
import type { Dice } from './random.ts'

/** What one transaction did, in its order. */
export type Change = { do: 'put'; key: string; value: unknown } | { do: 'delete'; range: KeyRange<unknown> }

interface JournalOptions {
  process: Process
  dice: Dice
  /** Learns what is on disk now, at once. */
  committed(changes: readonly Change[]): void
  /** Whether the next transaction is to fail, as on a full disk. */
  fails(): boolean
}

/** A profile's store. Workers open it one after the other; what a dead one had not committed is gone. */
export interface Store {
  open(options: JournalOptions): Journal
  copy(): Store
}

export function createStore(content: MemoryJournal = createMemoryJournal()): Store {
  let current = content
  return {
    open(options) {
      current = current.reopened()
      return journalOf(current, options)
    },
    copy: () => createStore(current.reopened()),
  }
}

/** Each read and each commit is a step of virtual time, so that the worker can die between any two. */
function journalOf(store: MemoryJournal, { process, dice, committed, fails }: JournalOptions): Journal {
  const { scheduler } = process
  const wait = (name: string, delayMs: number, effect: () => void = () => undefined) =>
    scheduler.step({ process, name, delayMs, effect })
  return {
    async read(work) {
      await wait('read', dice.below(2))
      return await store.read(work)
    },
    async transact(work) {
      const changes: Change[] = []
      const result = await store.transact(async transaction => {
        const done = await work({
          ...transaction,
          put(key, value) {
            changes.push({ do: 'put', key, value: structuredClone(value) })
            transaction.put(key, value)
          },
          delete(range) {
            changes.push({ do: 'delete', range })
            transaction.delete(range)
          },
        })
        await wait('commit', dice.between(1, 9), () => {
          if (fails()) throw new DOMException('the disk is full', 'QuotaExceededError')
        })
        return done
      })
      committed(changes)
      await wait('committed', 0)
      return result
    },
  }
}
