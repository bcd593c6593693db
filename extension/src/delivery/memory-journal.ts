import type { Journal, JournalReader, JournalTransaction, KeyRange } from './journal.ts'

/** A journal in memory, with the same promises as the one in IndexedDB. */
export interface MemoryJournal extends Journal {
  /** Everything in it, as it would be on disk. */
  entries(): [string, unknown][]
  /** The n-th transaction from now fails to reach the disk, and all after it, as when the process dies. */
  dieAfter(transactions: number): void
  /** The journal that a new process finds. */
  reopened(): MemoryJournal
}

export function createMemoryJournal(content: Map<string, unknown> = new Map()): MemoryJournal {
  let committed = content
  let left = Number.POSITIVE_INFINITY
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work)
    turn = result.catch(() => undefined)
    return result
  }
  return {
    read: work => inTurn(() => work(transactionOver(committed))),
    transact: work =>
      inTurn(async () => {
        const draft = new Map(committed)
        const result = await work(transactionOver(draft))
        if (left-- <= 0) throw new Error('the process died')
        committed = draft
        return result
      }),
    entries: () => sorted([...committed]),
    dieAfter: transactions => {
      left = transactions
    },
    reopened: () => createMemoryJournal(new Map(committed)),
  }
}

function transactionOver(content: Map<string, unknown>): JournalTransaction {
  const within = (range: KeyRange<unknown>) =>
    sorted([...content].filter(([key]) => key >= range.from && key <= range.to))
  const reader: JournalReader = {
    get: async key => structuredClone(content.get(key)) as never,
    list: async (range, limit) =>
      within(range)
        .slice(0, limit)
        .map(([, value]) => structuredClone(value)) as never,
    count: async range => within(range).length,
  }
  return {
    ...reader,
    put: (key, value) => void content.set(key, structuredClone(value)),
    delete: range => {
      for (const [key] of within(range)) content.delete(key)
    },
  }
}

function sorted(entries: [string, unknown][]): [string, unknown][] {
  return entries.sort(([left], [right]) => (left < right ? -1 : 1))
}
