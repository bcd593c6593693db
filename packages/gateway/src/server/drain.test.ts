import { expect, test } from 'vitest'
import { createHealth } from '../admin/health.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createDrain } from './drain.ts'

/** A drain, and whether its start has resolved. */
const begin = async (options: { asked: boolean; graceMs?: number }) => {
  const clock = createTestClock(1_763_760_000_000)
  const health = createHealth(clock)
  health.started()
  if (options.asked) health.asked()
  const drain = createDrain({ clock, health, graceMs: options.graceMs ?? 5000 })
  let isOver = false
  void drain.start().then(() => (isOver = true))
  await clock.advance(0)
  return { clock, health, drain, isOver: () => isOver }
}

test('whoever watches readiness gets the whole grace to see that it is gone', async () => {
  const { clock, health, drain, isOver } = await begin({ asked: true })
  expect([health.unreadiness(), drain.isDraining(), drain.isHurried()]).toEqual([['draining'], true, false])
  await clock.advance(4999)
  expect(isOver()).toBe(false)
  await clock.advance(1)
  expect(isOver()).toBe(true)
})

test('nobody waits where nobody watches, or where there is no grace', async () => {
  expect((await begin({ asked: false })).isOver()).toBe(true)
  expect((await begin({ asked: true, graceMs: 0 })).isOver()).toBe(true)
})

test('a hurry ends the grace, and what comes is sent away', async () => {
  const { clock, drain, isOver } = await begin({ asked: true })
  drain.hurry()
  await clock.advance(0)
  expect([isOver(), drain.isHurried()]).toEqual([true, true])
})
