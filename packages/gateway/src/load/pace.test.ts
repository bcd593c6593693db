import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type FlushBounds,
  type Measures,
  nextPaceMs,
  paceMs,
  pressureOf,
  retryMs,
  spreadPaceMs,
} from './pace.ts'

const calm: Measures = { inFlightShare: 0, outputMs: 0, loopDelayMs: 0, activeSensors: 0 }
const bounds: FlushBounds = { floorMs: 10_000, ceilingMs: 60_000, uploadsPerSecond: 1000 }

const paces: [string, Partial<Measures>, number][] = [
  ['nothing to do', {}, 10_000],
  ['usual load', { inFlightShare: 0.2, outputMs: 80, loopDelayMs: 10, activeSensors: 5000 }, 10_000],
  ['as many sensors as the floor carries', { activeSensors: 10_000 }, 10_000],
  ['twice as many', { activeSensors: 20_000 }, 20_000],
  ['more than the ceiling carries', { activeSensors: 100_000 }, 50_000],
  ['half of the bytes in flight', { inFlightShare: 0.5 }, 30_000],
  ['nearly all bytes in flight', { inFlightShare: 0.8 }, 50_000],
  ['outputs that take a second', { outputMs: 1050 }, 30_000],
  ['outputs that take ten seconds', { outputMs: 10_000 }, 50_000],
  ['an event loop that is 110 ms late', { loopDelayMs: 110 }, 30_000],
  ['a stuck event loop', { loopDelayMs: 5000 }, 50_000],
  ['the worst of several', { loopDelayMs: 110, outputMs: 120, activeSensors: 40_000 }, 40_000],
]

test.each(paces)('%s', (_name, measures, expected) => {
  expect(paceMs({ ...calm, ...measures }, bounds)).toBeCloseTo(expected, 6)
})

test('the pace goes up at once, and down by half of the way in 15 seconds', () => {
  expect(nextPaceMs(10_000, 50_000, 1)).toBe(50_000)
  expect(nextPaceMs(50_000, 10_000, 0)).toBe(50_000)
  expect(nextPaceMs(50_000, 10_000, 15_000)).toBe(30_000)
  expect(nextPaceMs(50_000, 10_000, 60_000)).toBe(12_500)
})

test('whatever is measured, sensors are told something between floor and ceiling, and more with more load', () => {
  const measures = fc.record({
    inFlightShare: fc.double({ min: 0, max: 1, noNaN: true }),
    outputMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    loopDelayMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
    activeSensors: fc.nat(1e6),
  })
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
  fc.assert(
    fc.property(measures, random, (measured, chance) => {
      const pace = paceMs(measured, bounds)
      const told = spreadPaceMs(pace, bounds.ceilingMs, chance)
      expect(told).toBeGreaterThanOrEqual(10_000)
      expect(told).toBeLessThanOrEqual(60_000)
      const worse = { ...measured, inFlightShare: 1, activeSensors: measured.activeSensors + 1 }
      expect(paceMs(worse, bounds)).toBeGreaterThanOrEqual(pace)
      expect(pressureOf(measured)).toBeLessThanOrEqual(1)
      const wait = retryMs(1000, measured, { random: chance, bounds })
      expect(wait).toBeGreaterThanOrEqual(1000)
      expect(wait).toBeLessThanOrEqual(300_000)
    }),
  )
})

test('a floor of zero and a ceiling below the floor are kept', () => {
  const none = { floorMs: 0, ceilingMs: 0, uploadsPerSecond: 1 }
  expect(spreadPaceMs(paceMs({ ...calm, activeSensors: 100 }, none), 0, 0.9)).toBe(0)
})

const waits: [string, number, Partial<Measures>, number, number][] = [
  ['the earliest of a calm gateway', 5000, {}, 0, 5000],
  ['the latest of a calm gateway', 5000, {}, 1, 10_000],
  ['under full pressure', 5000, { inFlightShare: 1 }, 0, 15_000],
  ['with 20,000 sensors, the first', 5000, { activeSensors: 20_000 }, 0, 5000],
  ['with 20,000 sensors, the last', 5000, { activeSensors: 20_000 }, 1, 25_000],
  ['with a million sensors', 60_000, { activeSensors: 1_000_000 }, 1, 300_000],
]

test.each(waits)('a refused sensor waits: %s', (...[, leastMs, measures, random, expected]) => {
  expect(retryMs(leastMs, { ...calm, ...measures }, { random, bounds })).toBe(expected)
})
