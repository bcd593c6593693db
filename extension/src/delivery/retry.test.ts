import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  backoffDelayMs,
  misconfiguredDelayMs,
  readRetryAfterMs,
  refusedDelayMs,
  retryAfterDelayMs,
} from './retry.ts'

const hourMs = 3_600_000

test.each([
  { failures: 0, random: 0, delayMs: 5000 },
  { failures: 0, random: 1, delayMs: 10_000 },
  { failures: 3, random: 1, delayMs: 80_000 },
  { failures: 50, random: 0, delayMs: 5000 },
  { failures: 50, random: 1, delayMs: 900_000 },
])('$failures failures before wait $delayMs ms at most luck $random', ({ failures, random, delayMs }) => {
  expect(backoffDelayMs(failures, random)).toBe(delayMs)
})

test('every wait is within its bounds', () => {
  const random = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  fc.assert(
    fc.property(random, fc.nat(), (fraction, number) => {
      expect(backoffDelayMs(number, fraction)).toBeGreaterThanOrEqual(5000)
      expect(backoffDelayMs(number, fraction)).toBeLessThanOrEqual(900_000)
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
