import { expect, test } from 'vitest'
import { belowMinimum } from './counts.ts'
import { runSeeds } from './spread.ts'

const some = { from: 1, seeds: 12, workers: 1, shrink: false, mostFailures: 1 }

// Each story starts a process that loads the whole product.
const slow = { timeout: 120_000 }

test('a seed tells the same story every time, to the last line', slow, async () => {
  const stories = async () => {
    const hashes: string[] = []
    for (const from of [3, 4]) {
      const { last } = await runSeeds({ ...some, from, seeds: 1, trace: true })
      hashes.push(`${last?.hash} ${last?.trace.length}`)
    }
    return hashes
  }
  const first = await stories()
  expect(new Set(first).size).toBe(2)
  expect(await stories()).toEqual(first)
})

test('it does not matter what ran before in the same process', slow, async () => {
  const { last } = await runSeeds({ ...some, trace: true })
  const alone = await runSeeds({ ...some, from: 12, seeds: 1, trace: true })
  expect(last?.seed).toBe(12)
  expect(alone.last?.trace).toEqual(last?.trace)
})

test('a fault that happened too rarely is named with both numbers', () => {
  expect(belowMinimum({ a: 5, b: 1 }, { a: 5, b: 2, c: 1 })).toEqual(['b: 1, at least 2', 'c: 0, at least 1'])
})
