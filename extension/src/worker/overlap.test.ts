import { expect, test } from 'vitest'
import { createRig, type Rig } from './rig-for-tests.ts'

async function visit(rig: Rig) {
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/' })
  await rig.clock.advance(300)
  return frame
}

test('of two workers only the older one records and sends, until it ends', async () => {
  const rig = await createRig()
  await rig.flush()
  const before = { requests: rig.gateway.requests.length, entries: rig.journal.entries() }
  const older = rig.sensor
  const { endOlder } = rig.overlap()
  const frame = await visit(rig)
  void rig.sensor.alarm('delivery')
  void rig.sensor.alarm('status')
  void rig.sensor.managedChanged()
  await rig.clock.advance(60_000)
  expect(frame.acked).toEqual([])
  expect(rig.gateway.requests).toHaveLength(before.requests)
  expect(rig.journal.entries()).toEqual(before.entries)

  const newer = rig.sensor
  rig.sensor = older
  const own = await visit(rig)
  await rig.flush()
  expect(own.acked).toEqual([2])
  rig.sensor = newer

  endOlder()
  await rig.clock.advance(2000)
  await rig.flush()
  expect(frame.acked).toEqual([2])
  const paths = rig.gateway.stored.filter(({ event }) => event.type === 'WindowLocation')
  expect(paths).toHaveLength(2)
  const ids = rig.gateway.stored.map(({ event }) => `${event.epoch}/${event.seq}`)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a worker that takes over goes on in the same epoch', async () => {
  const rig = await createRig()
  await visit(rig)
  const { epoch } = (await rig.view()).record
  const { endOlder } = rig.overlap()
  endOlder()
  await visit(rig)
  expect((await rig.view()).record.epoch).toBe(epoch)
})
