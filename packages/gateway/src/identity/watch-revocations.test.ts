import pino from 'pino'
import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { type Watching, watchRevocations } from './watch-revocations.ts'

const nowMs = 1_763_760_000_000
const sensor = crypto.randomUUID()
const group = crypto.randomUUID()
const listOf = (...entries: object[]) => JSON.stringify({ entries })

const watch = async (first: string, entries: { sensor: string }[] = []) => {
  let answer: string | Error = first
  const logged: string[] = []
  const clock = createTestClock(nowMs)
  const watching: Watching = {
    clock,
    log: pino({}, { write: line => void logged.push(line) }),
    readText: async () => {
      if (answer instanceof Error) throw answer
      return answer
    },
  }
  const revocations = await watchRevocations({ entries, file: 'list', intervalMs: 5000 }, watching)
  return { revocations, clock, logged, write: (text: string | Error) => (answer = text) }
}

test('a list that changes counts with its next reading, in both directions', async () => {
  const { revocations, clock, write } = await watch(listOf())
  expect(revocations.refuses({ sensor, group })).toBe(false)
  write(listOf({ sensor }))
  await clock.advance(4999)
  expect(revocations.refuses({ sensor, group })).toBe(false)
  await clock.advance(1)
  expect(revocations.refuses({ sensor, group })).toBe(true)
  write(listOf())
  await clock.advance(5000)
  expect(revocations.refuses({ sensor, group })).toBe(false)
})

const unusable: [string, string | Error][] = [
  ['is gone', Object.assign(new Error('gone'), { code: 'ENOENT' })],
  ['is empty', ''],
  ['was written in part', listOf({ sensor }, { group }).slice(0, -5)],
  ['has an unknown key', listOf({ sensors: sensor })],
  ['has an entry that names nobody', listOf({ note: 'x' })],
  ['has an entry with sensor and group', listOf({ sensor, group })],
  ['has an identifier in capitals', listOf({ sensor: sensor.toUpperCase() })],
  ['ends tokens of the future', listOf({ issuedBefore: (nowMs + 3_600_000) * 1000 })],
]

test.each(unusable)('a file that %s keeps the last good list and is told of', async (_what, content) => {
  const { revocations, clock, write, logged } = await watch(listOf({ sensor }))
  write(content)
  await clock.advance(60_000)
  expect(revocations.refuses({ sensor, group })).toBe(true)
  expect(logged.filter(line => line.includes('REVOCATION_LIST_INVALID')).length).toBeGreaterThan(3)
  write(listOf({ group }))
  await clock.advance(5000)
  expect([revocations.refuses({ sensor, group: sensor }), revocations.refuses({ group })]).toEqual([
    false,
    true,
  ])
})

test.each(unusable)('nothing starts with a file that %s', async (_what, content) => {
  const watching = {
    clock: createTestClock(nowMs),
    log: pino({ enabled: false }),
    readText: () => (content instanceof Error ? Promise.reject(content) : Promise.resolve(content)),
  }
  const starting = watchRevocations({ entries: [], file: 'list', intervalMs: 5000 }, watching)
  await expect(starting).rejects.toMatchObject({ code: 'REVOCATION_LIST_INVALID' })
})

test('YAML works too, with times as text', async () => {
  const { revocations } = await watch(
    `entries:\n  - group: ${group} # sold\n    issuedBefore: 2025-01-01T00:00:00+01:00\n`,
  )
  expect(revocations.endedBeforeUs({ sensor, group })).toBe(Date.UTC(2024, 11, 31, 23) * 1000)
})

test('entries of the configuration count beside those of the file', async () => {
  const { revocations } = await watch(listOf({ group }), [{ sensor }])
  expect([revocations.refuses({ sensor, group: sensor }), revocations.refuses({ group })]).toEqual([
    true,
    true,
  ])
})

test('after the end nothing is read', async () => {
  const { revocations, clock } = await watch(listOf())
  revocations.close()
  expect(clock.delays()).toEqual([])
})
