import { expect, test } from 'vitest'
import { journalContract } from './journal-contract.ts'
import { createMemoryJournal } from './memory-journal.ts'

test.each(journalContract)('$name', async ({ run }) => {
  const journal = createMemoryJournal()
  await run(journal, () => journal.reopened())
})

test('after the process died nothing more reaches the disk', async () => {
  const journal = createMemoryJournal()
  journal.dieAfter(1)
  await journal.transact(async transaction => transaction.put('a', 1))
  await expect(journal.transact(async transaction => transaction.put('b', 2))).rejects.toThrow('died')
  expect(journal.reopened().entries()).toEqual([['a', 1]])
})

test('in the middle of a transaction the disk still holds what was there before', async () => {
  const journal = createMemoryJournal()
  await journal.transact(async transaction => {
    for (const key of ['a', 'b', 'c']) transaction.put(key, key)
  })
  await journal.transact(async transaction => {
    transaction.put('b', 'changed')
    transaction.put('d', 'new')
    transaction.delete({ from: 'a', to: 'a' })
    expect(journal.entries()).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ])
  })
  expect(journal.entries()).toEqual([
    ['b', 'changed'],
    ['c', 'c'],
    ['d', 'new'],
  ])
})
