import { expect, test } from 'vitest'
import { createRig } from '../worker/rig-for-tests.ts'
import { allFrames, allTabs } from './records.ts'

const hourMs = 3_600_000

test('a closed tab and its frames are forgotten, and its number is not used again', async () => {
  const rig = await createRig()
  const count = () =>
    rig.journal.read(async reader => [await reader.count(allTabs), await reader.count(allFrames)])
  for (const tabId of [1, 2]) rig.openFrame({ tabId }).report({ kind: 'Window' })
  await rig.clock.advance(200)
  await rig.flush()
  expect(await count()).toEqual([2, 2])
  await rig.sensor.tabClosed(1)
  rig.clock.jump(hourMs)
  await rig.sensor.alarm('status')
  expect(await count()).toEqual([1, 1])
  rig.openFrame({ tabId: 1 }).report({ kind: 'Window' })
  await rig.clock.advance(200)
  await rig.flush()
  const tabs = rig.gateway.stored.filter(({ event }) => event.type === 'Window').map(({ event }) => event.tab)
  expect(tabs).toEqual([1, 2, 3])
})

test('frames of a page that was left a day ago are forgotten, those of the page in the tab never', async () => {
  const rig = await createRig()
  rig.openFrame().report({ kind: 'Window' })
  await rig.clock.advance(200)
  await rig.flush()
  rig.openFrame().report({ kind: 'Window' })
  await rig.clock.advance(200)
  await rig.flush()
  rig.clock.jump(25 * hourMs)
  await rig.sensor.alarm('status')
  expect(await rig.journal.read(reader => reader.count(allFrames))).toBe(1)
})

test('a frame that was forgotten and goes on lacks exactly what it gave up meanwhile', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/' })
  await rig.clock.advance(200)
  await rig.sensor.tabClosed(7)
  rig.clock.jump(hourMs)
  await rig.sensor.alarm('status')
  expect(await rig.journal.read(reader => reader.count(allFrames))).toBe(0)
  frame.skip(3)
  frame.report({ kind: 'WindowLocation', href: 'https://a.example/later' })
  await rig.clock.advance(200)
  expect((await rig.view()).dropped).toEqual({ frame_gap: { unknown: 3 } })
})
