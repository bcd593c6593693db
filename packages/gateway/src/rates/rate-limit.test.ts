import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createRateLimit } from './rate-limit.ts'

const startMs = 1_763_760_000_000
const make = (options: { burst?: number; mostKeys?: number } = {}) => {
  let nowMs = startMs
  const clock = { ...createTestClock(startMs), nowMs: () => nowMs }
  const limit = createRateLimit(
    { amount: 60, periodMs: 60_000, burst: options.burst ?? 2, mostKeys: options.mostKeys ?? 1000 },
    clock,
  )
  return { limit, move: (byMs: number) => (nowMs += byMs) }
}

test('each key has its own bucket', () => {
  const { limit } = make({ burst: 1 })
  expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([0, 0, 1000])
})

test('asking takes nothing, and what is given back is there again', () => {
  const { limit } = make({ burst: 1 })
  expect([limit.waitMs('a'), limit.waitMs('a'), limit.take('a'), limit.waitMs('a')]).toEqual([0, 0, 0, 1000])
  limit.give('a')
  expect(limit.take('a')).toBe(0)
})

test('a bucket is forgotten only when it is full again', () => {
  const { limit, move } = make({ burst: 10 })
  for (let second = 0; second < 100; second++) {
    for (let tries = 0; tries < 20; tries++) limit.take('busy')
    limit.take(`passing ${second}`)
    expect(limit.waitMs('busy')).toBeGreaterThan(0)
    move(1000)
  }
  expect(limit.size()).toBeLessThan(30)
  move(100_000)
  limit.take('another')
  expect(limit.size()).toBe(1)
  expect(limit.waitMs('busy', 10)).toBe(0)
})

test('a bucket that was emptied just before the generations change is still empty', () => {
  const { limit, move } = make({ burst: 10 })
  move(9500)
  expect(limit.take('a', 10)).toBe(0)
  move(1000)
  limit.take('another')
  expect(limit.take('a', 2)).toBe(1000)
  expect(limit.take('a')).toBe(0)
})

test('memory is bounded however many keys come, and those that came last are kept', () => {
  const { limit } = make({ burst: 1, mostKeys: 1000 })
  for (let number = 0; number < 100_000; number++) limit.take(`key ${number}`)
  expect(limit.size()).toBeLessThanOrEqual(1000)
  expect(limit.take('key 99999')).toBeGreaterThan(0)
  expect(limit.take('key 99600')).toBeGreaterThan(0)
})

test('a clock that is set back locks nobody out', () => {
  const { limit, move } = make({ burst: 1 })
  limit.take('a')
  move(-3_600_000)
  expect(limit.waitMs('a')).toBe(1000)
  move(1000)
  expect(limit.take('a')).toBe(0)
})
