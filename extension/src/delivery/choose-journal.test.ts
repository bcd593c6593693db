import { expect, test } from 'vitest'
import { chooseJournal, isReadable, standInName } from './choose-journal.ts'
import type { Journal } from './journal.ts'
import { createMemoryJournal, type MemoryJournal } from './memory-journal.ts'
import { newState, type StateRecord, stateKey } from './records.ts'

const broken: Journal = {
  read: () => Promise.reject(new Error('Internal error opening backing store')),
  transact: () => Promise.reject(new Error('Internal error opening backing store')),
}

function disk(journals: Record<string, MemoryJournal> = {}, failing: Record<string, number> = {}) {
  const opened: string[] = []
  const open = (name: string): Journal => {
    opened.push(name)
    journals[name] ??= createMemoryJournal()
    const journal = journals[name]
    const fails = () => {
      const left = failing[name] ?? 0
      failing[name] = left - 1
      return left > 0
    }
    return {
      read: work => (fails() ? broken.read(work) : journal.read(work)),
      transact: work => (fails() ? broken.transact(work) : journal.transact(work)),
    }
  }
  return { open, opened, journals }
}

const stateOf = (more: Partial<StateRecord>) => createMemoryJournal([[stateKey, { ...newState(), ...more }]])
const standIn = standInName('j')
const put = (journal: Journal) => journal.transact(async transaction => transaction.put('x', 1))

test.each([
  { layout: 1, readable: true },
  { layout: 2, readable: false },
  { layout: 2, readableFrom: 1, readable: true },
  { layout: 3, readableFrom: 2, readable: false },
])(
  'a journal of layout $layout, readable from $readableFrom, is readable: $readable',
  ({ readable, ...state }) => {
    expect(isReadable(state)).toBe(readable)
  },
)

test.each([
  { name: 'a new journal', more: undefined },
  { name: 'one of this release', more: {} },
  { name: 'one of a later release that this one can read', more: { layout: 2, readableFrom: 1 } },
])('$name is used, and no stand-in is made', async ({ more }) => {
  const { open, opened, journals } = disk(more && { j: stateOf(more) })
  await put(chooseJournal(open, 'j'))
  expect(journals.j?.entries().map(([key]) => key)).toContain('x')
  expect(opened).toEqual(['j'])
})

test('one that only later releases can read is left as it is, and its stand-in used', async () => {
  const theirs = stateOf({ layout: 9, readableFrom: 2 })
  const before = theirs.entries()
  const { open, journals } = disk({ j: theirs })
  await put(chooseJournal(open, 'j'))
  await put(chooseJournal(open, 'j'))
  expect(theirs.entries()).toEqual(before)
  expect(journals[standIn]?.entries()).toEqual([['x', 1]])
})

test('one that opens at the second try is used', async () => {
  const { open, opened } = disk({}, { j: 1 })
  await put(chooseJournal(open, 'j'))
  expect(opened).toEqual(['j'])
})

test('one that cannot be opened is left alone, and its stand-in used', async () => {
  const { open, opened, journals } = disk({}, { j: 1000 })
  const journal = chooseJournal(open, 'j')
  await put(journal)
  await put(journal)
  expect(opened).toEqual(['j', standIn])
  expect(journals[standIn]?.entries()).toEqual([['x', 1]])
})

test('where nothing can be opened, each use tries three times and fails, until it works again', async () => {
  const failing: Record<string, number> = { j: 4, [standIn]: 2 }
  const { open, journals } = disk({}, failing)
  const journal = chooseJournal(open, 'j')
  await expect(put(journal)).rejects.toThrow('backing store')
  await expect(put(journal)).rejects.toThrow('backing store')
  await put(journal)
  expect(journals.j?.entries()).toEqual([['x', 1]])
})
