import type { KeyRange } from './journal.ts'

/** Values by key, in the order of their keys. Additions near the end and deletions of runs are cheap. */
export interface SortedStore {
  get(key: string): unknown
  /** Returns the value before, undefined for none. */
  put(key: string, value: unknown): unknown
  /** Entries with these keys, in order. */
  entries(range: KeyRange<unknown>, limit?: number): [string, unknown][]
  count(range: KeyRange<unknown>): number
  /** Deletes these keys. */
  remove(range: KeyRange<unknown>): void
  all(): [string, unknown][]
}

/** A sorted list of keys beside a map: what a database of one process is, as far as the journal needs it. */
export function createSortedStore(content: Iterable<readonly [string, unknown]> = []): SortedStore {
  const values = new Map(content)
  const keys = [...values.keys()].sort()
  const within = ({ from, to }: KeyRange<unknown>) => [firstAt(keys, from), firstAfter(keys, to)] as const
  const pairs = (some: string[]) => some.map((key): [string, unknown] => [key, values.get(key)])
  return {
    get: key => values.get(key),
    put(key, value) {
      const before = values.get(key)
      if (!values.has(key)) keys.splice(firstAt(keys, key), 0, key)
      values.set(key, value)
      return before
    },
    entries(range, limit = Number.POSITIVE_INFINITY) {
      const [start, end] = within(range)
      return pairs(keys.slice(start, Math.min(end, start + limit)))
    },
    count(range) {
      const [start, end] = within(range)
      return Math.max(0, end - start)
    },
    remove(range) {
      const [start, end] = within(range)
      for (const key of keys.splice(start, Math.max(0, end - start))) values.delete(key)
    },
    all: () => pairs(keys),
  }
}

function firstAt(keys: readonly string[], key: string): number {
  return firstWhere(keys, other => other >= key)
}

function firstAfter(keys: readonly string[], key: string): number {
  return firstWhere(keys, other => other > key)
}

/** Index of the first key for which the condition holds; it holds for all keys after. */
function firstWhere(keys: readonly string[], holds: (key: string) => boolean): number {
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(keys[middle] as string)) high = middle
    else low = middle + 1
  }
  return low
}
