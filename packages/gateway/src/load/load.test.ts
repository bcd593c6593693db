import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createLoad } from './load.ts'

const make = () => {
  const clock = createTestClock(1_763_760_000_000)
  const now = { inFlightShare: 0, loopDelayMs: 0, random: 0 }
  const load = createLoad({
    clock,
    random: () => now.random,
    bounds: { floorMs: 10_000, ceilingMs: 60_000, uploadsPerSecond: 1 },
    inFlightShare: () => now.inFlightShare,
    loopDelayMs: () => now.loopDelayMs,
  })
  return { clock, now, load }
}

test('an idle gateway answers the floor, spread by a fifth', () => {
  const { load, now } = make()
  expect(load.flushAfterMs()).toBe(10_000)
  now.random = 0.5
  expect(load.flushAfterMs()).toBe(11_000)
})

test('many sensors slow each other down, those of two minutes ago do not', async () => {
  const { load, clock } = make()
  const fleet = (size: number) => {
    for (let number = 0; number < size; number++) load.uploads(`sensor ${number}`)
  }
  fleet(30)
  fleet(30)
  expect(load.flushAfterMs()).toBe(30_000)
  await clock.advance(60_000)
  expect(load.flushAfterMs()).toBe(30_000)
  await clock.advance(600_000)
  expect(load.flushAfterMs()).toBe(10_000)
})

test('slow outputs count for a few seconds, and the pace comes back slowly', async () => {
  const { load, clock } = make()
  load.stored(1050)
  expect(load.flushAfterMs()).toBe(30_000)
  await clock.advance(15_000)
  expect(load.flushAfterMs()).toBe(20_000)
  await clock.advance(600_000)
  expect(load.flushAfterMs()).toBe(10_000)
})

test('it measures once a second', async () => {
  const { load, now, clock } = make()
  load.flushAfterMs()
  now.inFlightShare = 1
  await clock.advance(999)
  expect(load.flushAfterMs()).toBe(10_000)
  await clock.advance(1)
  expect(load.flushAfterMs()).toBe(50_000)
  expect(load.retryAfterMs(1000)).toBe(3000)
})
