import type { Durability } from '@weaklayer/wire'

/** A key of the journal; the type says what lies under it. */
export type JournalKey<Value> = string & { readonly value?: Value }

/** Keys from `from` to `to`, both included. */
export interface KeyRange<Value> {
  from: JournalKey<Value>
  to: JournalKey<Value>
}

/** What one transaction sees. Between two of these calls it may wait for nothing else, or it ends. */
export interface JournalReader {
  get<Value>(key: JournalKey<Value>): Promise<Value | undefined>
  /** Values in the order of their keys. */
  list<Value>(range: KeyRange<Value>, limit?: number): Promise<Value[]>
  count(range: KeyRange<unknown>): Promise<number>
}

export interface JournalTransaction extends JournalReader {
  put<Value>(key: JournalKey<Value>, value: Value): void
  delete(range: KeyRange<unknown>): void
}

/** The sensor's only long-lived memory: one store, so that one transaction covers everything. */
export interface Journal {
  read<Result>(work: (reader: JournalReader) => Promise<Result>): Promise<Result>
  /**
   * Resolves when everything that `work` did is written; when it rejects, nothing of it is. `strict` (the default)
   * means on disk; what is `relaxed` survives a crash of the browser, but perhaps not a power failure.
   */
  transact<Result>(
    work: (transaction: JournalTransaction) => Promise<Result>,
    durability?: Durability,
  ): Promise<Result>
}

/** The same journal, with another durability where none is asked for. */
export function writing(journal: Journal, durability: Durability): Journal {
  return {
    read: work => journal.read(work),
    transact: (work, asked = durability) => journal.transact(work, asked),
  }
}

/** A range of one key. */
export function only<Value>(key: JournalKey<Value>): KeyRange<Value> {
  return { from: key, to: key }
}
