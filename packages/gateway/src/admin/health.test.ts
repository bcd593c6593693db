import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createHealth } from './health.ts'

const make = () => {
  const clock = createTestClock(1_763_760_000_000)
  return { clock, health: createHealth(clock) }
}

test('a gateway is ready between its start and its stop', () => {
  const { health } = make()
  expect([health.isStarted(), health.unreadiness()]).toEqual([false, ['starting']])
  health.started()
  expect([health.isStarted(), health.unreadiness()]).toEqual([true, []])
  health.draining()
  expect([health.isStarted(), health.unreadiness()]).toEqual([true, ['draining']])
})

test('a failed output makes it not ready until something is stored', () => {
  const { health } = make()
  health.started()
  health.stored(false)
  expect(health.unreadiness()).toEqual(['output_unavailable'])
  health.stored(true)
  expect(health.unreadiness()).toEqual([])
})

test('without traffic a failed output is tried again after 15 seconds', async () => {
  const { health, clock } = make()
  health.started()
  health.stored(false)
  await clock.advance(14_999)
  expect(health.unreadiness()).toEqual(['output_unavailable'])
  await clock.advance(1)
  expect(health.unreadiness()).toEqual([])
})

test('it is watched for a minute after somebody asked', async () => {
  const { health, clock } = make()
  expect(health.isWatched()).toBe(false)
  health.asked()
  await clock.advance(59_999)
  expect(health.isWatched()).toBe(true)
  await clock.advance(1)
  expect(health.isWatched()).toBe(false)
})
