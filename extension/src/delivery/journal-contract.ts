import type { Journal, JournalKey } from './journal.ts'

/** One promise of every journal; `run` throws where it is broken. Runs anywhere, also in a browser. */
export interface JournalPromise {
  name: string
  /** `reopen` gives the same content as a new process finds it. */
  run(journal: Journal, reopen: () => Journal): Promise<void>
}

const key = (name: string): JournalKey<unknown> => `contract:${name}`
const all = { from: key(''), to: key('~') }

export const journalContract: readonly JournalPromise[] = [
  {
    name: 'what a transaction put is there, also for the next process',
    async run(journal, reopen) {
      await journal.transact(async transaction => transaction.put(key('a'), { value: 1 }))
      await equal(
        journal.read(reader => reader.get(key('a'))),
        { value: 1 },
      )
      await equal(
        reopen().read(reader => reader.get(key('a'))),
        { value: 1 },
      )
    },
  },
  {
    name: 'a transaction sees its own writes in the order of keys',
    async run(journal) {
      const seen = journal.transact(async transaction => {
        transaction.put(key('b'), 2)
        transaction.put(key('a'), 1)
        transaction.put(key('c'), 3)
        return await transaction.list(all)
      })
      await equal(seen, [1, 2, 3])
    },
  },
  {
    name: 'ranges have both ends, and a limit',
    async run(journal) {
      await journal.transact(async transaction => {
        for (const name of ['a', 'b', 'c', 'd']) transaction.put(key(name), name)
      })
      const range = { from: key('b'), to: key('d') }
      await equal(
        journal.read(reader => reader.list(range)),
        ['b', 'c', 'd'],
      )
      await equal(
        journal.read(reader => reader.list(range, 2)),
        ['b', 'c'],
      )
      await equal(
        journal.read(reader => reader.count(range)),
        3,
      )
    },
  },
  {
    name: 'deleting a range leaves its neighbours',
    async run(journal) {
      await journal.transact(async transaction => {
        for (const name of ['a', 'b', 'c', 'd']) transaction.put(key(name), name)
      })
      await journal.transact(async transaction => transaction.delete({ from: key('b'), to: key('c') }))
      await equal(
        journal.read(reader => reader.list(all)),
        ['a', 'd'],
      )
    },
  },
  {
    name: 'nothing of a transaction that throws stays',
    async run(journal) {
      const failed = journal.transact(async transaction => {
        transaction.put(key('a'), 1)
        await transaction.get(key('a'))
        throw new Error('on purpose')
      })
      await equal(
        failed.catch((error: Error) => error.message),
        'on purpose',
      )
      await equal(
        journal.read(reader => reader.list(all)),
        [],
      )
    },
  },
  {
    name: 'transactions run one after the other',
    async run(journal) {
      const add = () =>
        journal.transact(async transaction => {
          const before = (await transaction.get(key('sum'))) ?? 0
          transaction.put(key('sum'), Number(before) + 1)
        })
      await Promise.all(Array.from({ length: 20 }, add))
      await equal(
        journal.read(reader => reader.get(key('sum'))),
        20,
      )
    },
  },
  {
    name: 'keys that cannot be exported are kept, and still work',
    async run(journal, reopen) {
      const made = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
      await journal.transact(async transaction => transaction.put(key('key'), made))
      const found = (await reopen().read(reader => reader.get(key('key')))) as CryptoKey
      const sign = async (one: CryptoKey) =>
        Array.from(new Uint8Array(await crypto.subtle.sign('HMAC', one, data)))
      await equal(sign(found), await sign(made))
    },
  },
]

const data = new Uint8Array([1, 2, 3])

async function equal(found: Promise<unknown>, expected: unknown): Promise<void> {
  const text = JSON.stringify(await found)
  if (text !== JSON.stringify(expected))
    throw new Error(`expected ${JSON.stringify(expected)}, found ${text}`)
}
