import { journalContract } from './delivery/journal-contract.ts'
import { createIndexedDbJournal } from './platform/indexed-db-journal.ts'

/** Holds the journal in IndexedDB to its contract, in the page that runs this; one line a promise, empty when kept. */
export async function checkJournal(): Promise<{ name: string; fault: string }[]> {
  const results = []
  for (const [index, { name, run }] of journalContract.entries()) {
    const open = () => createIndexedDbJournal(`contract-${index}`)
    const fault = await run(open(), open).then(
      () => '',
      (error: unknown) => String(error),
    )
    results.push({ name, fault })
  }
  return results
}

/** The durability of real transactions: one without, one with each that can be asked for. */
export async function durabilitiesGiven(): Promise<string[]> {
  const journal = createIndexedDbJournal('durability')
  const given: string[] = []
  const { transaction } = IDBDatabase.prototype
  IDBDatabase.prototype.transaction = function (...parameters) {
    const opened = Reflect.apply(transaction, this, parameters)
    if (opened.mode === 'readwrite') given.push(opened.durability)
    return opened
  }
  for (const asked of [undefined, 'strict', 'relaxed'] as const) {
    await journal.transact(async store => store.put('x', 1), asked)
  }
  IDBDatabase.prototype.transaction = transaction
  return given
}

/** Writes one number after the other, each in a transaction of its own, until the page dies; tells each that is done. */
export async function writeForEver(tell: (number: number) => void): Promise<never> {
  const journal = createIndexedDbJournal('endless')
  for (let number = 1; ; number++) {
    await journal.transact(async transaction =>
      transaction.put(`n:${String(number).padStart(9, '0')}`, number),
    )
    tell(number)
  }
}

/** Every number that `writeForEver` left behind. */
export async function writtenNumbers(): Promise<unknown[]> {
  return await createIndexedDbJournal('endless').read(reader => reader.list({ from: 'n:', to: 'n;' }))
}
