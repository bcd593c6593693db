import { expect, test } from 'vitest'
import { networkError } from '../delivery/gateway-for-tests.ts'
import { createRig } from './rig-for-tests.ts'

const dayMs = 24 * 60 * 60_000

test('a clock that is set back by a month keeps no event waiting for a month', async () => {
  const rig = await createRig()
  rig.gateway.script['/events'] = [networkError]
  rig.openFrame().report({ kind: 'Window' })
  await rig.flush()
  expect((await rig.view()).connection.retryAtMs).toBeGreaterThan(rig.clock.nowMs())
  rig.gateway.script['/events'] = []
  rig.clock.jump(-30 * dayMs)
  expect((await rig.view()).connection.retryAtMs).toBeUndefined()
  await rig.sensor.alarm('delivery')
  expect((await rig.view()).queue.events).toBe(0)
})

test('a clock that is set back by a day stops no hourly Status', async () => {
  const rig = await createRig()
  const statuses = async () => {
    await rig.flush()
    return rig.gateway.stored.filter(({ event }) => event.type === 'Status').length
  }
  const before = await statuses()
  rig.clock.jump(-dayMs)
  await rig.sensor.alarm('status')
  expect(await statuses()).toBe(before + 1)
})
