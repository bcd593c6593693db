import { expect, test } from 'vitest'
import { createRig, type Rig, testPolicy } from './rig-for-tests.ts'

const atPage = (rig: Rig, path: string) =>
  rig.gateway.stored.filter(({ event }) => event.type === 'WindowLocation' && event.path === path)

test('before an update frames hand over, all of it is recorded, and then the sensor reloads', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' })
  await rig.clock.advance(200)
  let recorded: boolean | undefined
  rig.handOver = async () => frame.report({ kind: 'WindowLocation', href: 'https://a.example/last' })
  rig.reload = () => {
    recorded = frame.acked.includes(2)
  }
  await rig.sensor.updateAvailable()
  expect(recorded).toBe(true)
})

test('the new version starts the content script in open pages', async () => {
  const rig = await createRig()
  let starts = 0
  rig.startFrames = async () => {
    starts += 1
  }
  await rig.sensor.installed()
  expect(starts).toBe(1)
})

test('an update is a new epoch of the same run: tabs keep their numbers', async () => {
  const rig = await createRig()
  const visit = async (tabId: number, path: string) => {
    rig
      .openFrame({ tabId })
      .report({ kind: 'Window' }, { kind: 'WindowLocation', href: `https://a.example${path}` })
    await rig.clock.advance(200)
  }
  await visit(1, '/one')
  await visit(2, '/two')
  await rig.sensor.updateAvailable()
  // An update empties storage.session as the end of the browser does.
  await rig.restart('browser')
  await visit(2, '/two-again')
  await rig.flush()
  const [two] = atPage(rig, '/two')
  const [again] = atPage(rig, '/two-again')
  expect(again?.event.tab).toBe(two?.event.tab)
  expect(again?.event.epoch).not.toBe(two?.event.epoch)

  await rig.restart('browser')
  await visit(2, '/other-run')
  await rig.flush()
  const [other] = atPage(rig, '/other-run')
  expect(other?.event.tab).not.toBe(two?.event.tab)
})

test('frames that cannot hand over do not hold an update up for ever', async () => {
  const rig = await createRig({ managed: testPolicy })
  let reloads = 0
  rig.reload = () => {
    reloads += 1
  }
  rig.handOver = () => Promise.reject(new Error('no tabs'))
  await rig.sensor.updateAvailable()
  expect(reloads).toBe(1)
})
