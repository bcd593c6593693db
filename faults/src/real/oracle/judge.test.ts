import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newRecorded } from '../../laboratory/sensor/recorded.ts'
import { judge } from './judge.ts'
import { faultsOf } from './verdict.ts'

const epoch = '0123456789abcdef'
const group = '7d444840-9dc0-41d1-8b2e-0a4b8f2c6f11'
const owner = { sensor: '7d444840-9dc0-81d1-8b2e-0a4b8f2c6f22', group, received: 1_763_760_000_000_900 }
const eventOf = (seq: number, more: object = {}) => ({
  type: 'Note',
  time: 1_763_760_000_000_000 + seq,
  epoch,
  seq,
  ...more,
})

/** Three events recorded; these are stored. */
async function verdictOf(stored: object[]) {
  const directory = mkdtempSync(join(tmpdir(), 'weaklayer-judge-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  mkdirSync(join(directory, group))
  const lines = stored.map(event => `${JSON.stringify({ ...event, ...owner })}\n`)
  writeFileSync(join(directory, group, '1763760000000000-1763760000000001.ndjson'), lines.join(''))
  const recorded = newRecorded()
  for (const seq of [1, 2, 3]) recorded.texts.set(`${epoch}/${seq}`, JSON.stringify(eventOf(seq)))
  return await judge(directory, { records: [recorded], epochs: undefined })
}

const strict = { mayDrop: false, clones: false }
const dropped = { type: 'Dropped', reason: 'quota', count: 1, ranges: [[2, 2]] }

test('what is stored as it was recorded passes, doubles in transport too', async () => {
  const verdict = await verdictOf([eventOf(1), eventOf(2), eventOf(3), eventOf(2)])
  expect(verdict).toMatchObject({ recorded: 3, stored: 3, transportDoubles: 1 })
  expect(faultsOf(verdict, strict)).toEqual([])
})

const wrong: [name: string, stored: object[], faults: string[]][] = [
  ['a lost event in the middle', [eventOf(1), eventOf(3)], ['missing 1', 'unexplained 1']],
  ['a lost event at the end', [eventOf(1), eventOf(2)], ['missing 1']],
  ['an altered event', [eventOf(1), eventOf(2, { text: 'other' }), eventOf(3)], ['altered 1']],
  [
    'two contents of an id',
    [eventOf(1), eventOf(2), eventOf(3), eventOf(3, { text: 'other' })],
    ['unexplained 1', 'conflicts 1'],
  ],
  ['an event that nobody recorded', [1, 2, 3, 4].map(seq => eventOf(seq)), ['invented 1']],
  ['a declared drop', [eventOf(1), eventOf(3), eventOf(4, dropped)], ['invented 1', 'dropped 1']],
]

test.each(wrong)('%s is found', async (_, stored, faults) => {
  expect(faultsOf(await verdictOf(stored), strict)).toEqual(faults)
})
