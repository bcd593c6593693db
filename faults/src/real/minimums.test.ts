import { expect, test } from 'vitest'
import { allFaults } from './all-faults.ts'
import { minimums, shortfalls } from './minimums.ts'
import type { FaultResult } from './run-fault.ts'

const sizes = ['short', 'long'] as const

test.each(sizes)('the minimums of a %s run name every fault, and no more than its rounds', size => {
  const { executed } = minimums[size]
  expect(Object.keys(executed).sort()).toEqual(allFaults.map(({ name }) => name).sort())
  for (const { name, rounds } of allFaults)
    expect(rounds[size], name).toBeGreaterThanOrEqual(executed[name] ?? 1)
})

test('a long run does at least what is promised of it', () => {
  const { executed, recorded } = minimums.long
  const sum = (matches: RegExp) =>
    Object.entries(executed).reduce((total, [name, least]) => total + (matches.test(name) ? least : 0), 0)
  expect(sum(/^kill-at-/)).toBeGreaterThanOrEqual(50)
  expect(sum(/^chromium-killed$/)).toBeGreaterThanOrEqual(20)
  expect(sum(/^worker-stopped-/)).toBeGreaterThanOrEqual(20)
  expect(sum(/-(eio|enospc)$/)).toBeGreaterThanOrEqual(10)
  expect(recorded).toBeGreaterThanOrEqual(200_000)
})

const result = (name: string, executed: number, recorded = 0) =>
  ({ name, executed, verdict: { recorded } }) as FaultResult
const least = { recorded: 10, executed: { a: 2, b: 1 } }

test('a fault that happened too rarely, was left out, or recorded too little is named', () => {
  expect(shortfalls([result('a', 2, 10), result('b', 1)], least, true)).toEqual([])
  expect(shortfalls([result('a', 1, 9)], least, true)).toEqual([
    'a happened 1 times, expected 2',
    'b was not run',
    '9 events were recorded, expected 10',
  ])
  expect(shortfalls([result('a', 2)], least, false)).toEqual([])
  expect(shortfalls([result('c', 1)], least, false)).toEqual(['c has no minimum'])
})
