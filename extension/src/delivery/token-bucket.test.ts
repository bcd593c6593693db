import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bucket, takeToken } from './token-bucket.ts'

const limit = { perSecond: 10, burst: 5 }
const takes = (holder: { bucket?: Bucket }, count: number, nowMs: number) =>
  Array.from({ length: count }, () => takeToken([{ holder, limit }], nowMs)).filter(Boolean).length

test('a new bucket gives its burst, then as many a second as its limit says', () => {
  const holder = {}
  expect(takes(holder, 20, 1000)).toBe(5)
  expect(takes(holder, 20, 1099)).toBe(0)
  expect(takes(holder, 20, 1100)).toBe(1)
  expect(takes(holder, 20, 1400)).toBe(3)
  expect(takes(holder, 20, 60_000)).toBe(5)
})

test('an empty bucket costs the others nothing', () => {
  const [frame, tab] = [{ bucket: { tokens: 0, atMs: 1000 } }, { bucket: { tokens: 3, atMs: 1000 } }]
  const both = [frame, tab].map(holder => ({ holder, limit }))
  expect(takeToken(both, 1000)).toBe(false)
  expect(tab.bucket.tokens).toBe(3)
})

test('a clock that goes back gives nothing and takes nothing away', () => {
  const holder = { bucket: { tokens: 2, atMs: 10_000 } }
  expect(takes(holder, 5, 2000)).toBe(2)
  expect(takes(holder, 5, 2100)).toBe(1)
})

test('whatever comes when, no more than the burst and the rate together passes', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ afterMs: fc.nat(500), count: fc.nat(30) })), steps => {
      const holder = {}
      let nowMs = 1000
      let passed = 0
      for (const { afterMs, count } of steps) {
        nowMs += afterMs
        passed += takes(holder, count, nowMs)
      }
      expect(passed).toBeLessThanOrEqual(5 + ((nowMs - 1000) * 10) / 1000)
    }),
  )
})
