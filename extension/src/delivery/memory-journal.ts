import { cloned } from './cloned.ts'
import { type Journal, type JournalReader, type JournalTransaction, only } from './journal.ts'
import { createSortedStore, type SortedStore } from './sorted-store.ts'

/** A journal in memory, with the same promises as the one in IndexedDB. */
export interface MemoryJournal extends Journal {
  /** Everything in it, as it would be on disk. */
  entries(): [string, unknown][]
  /** The n-th transaction from now fails to reach the disk, and all after it, as when the process dies. */
  dieAfter(transactions: number): void
  /** The journal that a new process finds. */
  reopened(): MemoryJournal
}

/** Keys that the running transaction changed, with their values before; undefined for none. */
type Undo = [key: string, before: unknown][]

export function createMemoryJournal(content: Iterable<readonly [string, unknown]> = []): MemoryJournal {
  const store = createSortedStore(content)
  let left = Number.POSITIVE_INFINITY
  let undo: Undo = []
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }
  const attempt = async <Result>(work: (transaction: JournalTransaction) => Promise<Result>) => {
    const changes: Undo = []
    undo = changes
    try {
      const result = await work(transactionOver(store, changes))
      if (left-- <= 0) throw new Error('the process died')
      return result
    } catch (error) {
      takeBack(store, changes)
      throw error
    } finally {
      undo = []
    }
  }
  // In the middle of a transaction the disk holds what was there before it.
  const committed = () => {
    const copy = createSortedStore(store.all())
    takeBack(copy, undo)
    return copy.all()
  }
  return {
    read: work => inTurn(() => work(readerOver(store))),
    transact: work => inTurn(() => attempt(work)),
    entries: committed,
    dieAfter: transactions => {
      left = transactions
    },
    reopened: () => createMemoryJournal(committed()),
  }
}

function readerOver(store: SortedStore): JournalReader {
  return {
    get: async key => cloned(store.get(key)) as never,
    list: async (range, limit) => store.entries(range, limit).map(([, value]) => cloned(value)) as never,
    count: async range => store.count(range),
  }
}

function transactionOver(store: SortedStore, undo: Undo): JournalTransaction {
  return {
    ...readerOver(store),
    put: (key, value) => void undo.push([key, store.put(key, cloned(value))]),
    delete(range) {
      undo.push(...store.entries(range))
      store.remove(range)
    },
  }
}

function takeBack(store: SortedStore, undo: Undo): void {
  for (const [key, before] of undo.toReversed()) {
    if (before === undefined) store.remove(only(key))
    else store.put(key, before)
  }
}
