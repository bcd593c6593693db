import { createStore, promisifyRequest } from 'idb-keyval'
import type { Journal, JournalReader, JournalTransaction, KeyRange } from '../delivery/journal.ts'

/** The journal in IndexedDB: one object store, so that one transaction covers everything. */
export function createIndexedDbJournal(name: string): Journal {
  const useStore = createStore(name, 'journal')
  return {
    read: work => useStore('readonly', store => work(readerOf(store))),
    transact: async (work, durability = 'strict') => {
      // idb-keyval opens transactions without durability: take the database from one, open one that has it.
      const database = await useStore('readonly', store => store.transaction.db)
      const transaction = database.transaction('journal', 'readwrite', { durability })
      return await completed(transaction, work(transactionOf(transaction.objectStore('journal'))))
    },
  }
}

/** The result of the work once the transaction is complete; when the work fails, nothing of it stays. */
async function completed<Result>(transaction: IDBTransaction, work: Promise<Result>): Promise<Result> {
  const done = promisifyRequest(transaction)
  // It may end before the work notices.
  void done.catch(() => undefined)
  try {
    const result = await work
    await done
    return result
  } catch (error) {
    abort(transaction)
    await done.catch(() => undefined)
    throw error
  }
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch (error) {
    // It ended by itself already, by an error of its own.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
}

function readerOf(store: IDBObjectStore): JournalReader {
  return {
    get: key => promisifyRequest(store.get(key)),
    list: (range, limit) => promisifyRequest(store.getAll(bound(range), limit)),
    count: range => promisifyRequest(store.count(bound(range))),
  }
}

function transactionOf(store: IDBObjectStore): JournalTransaction {
  return {
    ...readerOf(store),
    put: (key, value) => void store.put(value, key),
    delete: range => void store.delete(bound(range)),
  }
}

function bound(range: KeyRange<unknown>): IDBKeyRange {
  return IDBKeyRange.bound(range.from, range.to)
}
