import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  backoffDelayMs,
  misconfiguredDelayMs,
  readRetryAfterMs,
  refusedDelayMs,
  retryAfterDelayMs,
} from './retry.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

test.each([
  { failures: 0, failingForMs: 0, random: 0, delayMs: 5000 },
  { failures: 0, failingForMs: 0, random: 1, delayMs: 10_000 },
  { failures: 3, failingForMs: hourMs, random: 1, delayMs: 80_000 },
  { failures: 50, failingForMs: hourMs, random: 0, delayMs: 5000 },
  { failures: 50, failingForMs: hourMs, random: 1, delayMs: 900_000 },
  { failures: 50, failingForMs: 10 * minuteMs, random: 1, delayMs: 300_000 },
  { failures: 50, failingForMs: 1000, random: 1, delayMs: 10_000 },
])('$failures failures in $failingForMs ms wait $delayMs ms at most luck $random', row => {
  expect(backoffDelayMs(row, row.random)).toBe(row.delayMs)
})

test('no wait is longer than half of the outage so far, however the dice fell', () => {
  const luck = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  fc.assert(
    fc.property(fc.array(luck, { minLength: 1, maxLength: 60 }), draws => {
      let failingForMs = 0
      for (const [failures, draw] of draws.entries()) {
        const delayMs = backoffDelayMs({ failures, failingForMs }, draw)
        expect(delayMs).toBeLessThanOrEqual(Math.min(900_000, Math.max(10_000, failingForMs / 2)))
        failingForMs += delayMs
      }
    }),
  )
})

test('every wait is within its bounds', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  fc.assert(
    fc.property(random, fc.nat(), (fraction, number) => {
      const delayMs = backoffDelayMs({ failures: number, failingForMs: number }, fraction)
      expect(delayMs).toBeGreaterThanOrEqual(5000)
      expect(delayMs).toBeLessThanOrEqual(900_000)
      expect(refusedDelayMs(fraction)).toBeGreaterThanOrEqual(hourMs)
      expect(refusedDelayMs(fraction)).toBeLessThanOrEqual(6 * hourMs)
      expect(misconfiguredDelayMs(fraction)).toBeGreaterThanOrEqual(720_000)
      expect(misconfiguredDelayMs(fraction)).toBeLessThanOrEqual(900_000)
      const asked = Math.min(hourMs, number)
      expect(retryAfterDelayMs(number, fraction)).toBeGreaterThanOrEqual(asked)
      expect(retryAfterDelayMs(number, fraction)).toBeLessThanOrEqual(Math.ceil(asked * 1.2))
    }),
  )
})

test.each([
  { header: '120', expected: 120_000 },
  { header: ' 0 ', expected: 0 },
  { header: 'Sun, 06 Nov 1994 08:49:37 GMT', expected: 37_000 },
  { header: 'Sun, 06 Nov 1994 08:48:00 GMT', expected: 0 },
  { header: '-5', expected: undefined },
  { header: '1e9', expected: undefined },
  { header: 'soon', expected: undefined },
  { header: '', expected: undefined },
  { header: '99999999999999', expected: undefined },
  { header: undefined, expected: undefined },
])('Retry-After $header is $expected ms', ({ header, expected }) => {
  expect(readRetryAfterMs(header, Date.parse('Sun, 06 Nov 1994 08:49:00 GMT'))).toBe(expected)
})
