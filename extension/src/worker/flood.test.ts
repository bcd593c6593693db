import { expect, test, vi } from 'vitest'
import { networkError, type Scripted } from '../delivery/gateway-for-tests.ts'
import type { FrameReport } from '../protocol.ts'
import { createRig, type Rig, type TestFrame } from './rig-for-tests.ts'
import { drained, droppedBy, storedBy } from './stored-for-tests.ts'

// Thousands of messages: on a busy machine they take a while.
vi.setConfig({ testTimeout: 120_000 })

const window: FrameReport = { kind: 'Window' }
const address = (host: string, index: number): FrameReport => ({
  kind: 'WindowLocation',
  href: `https://${host}/page/${index}`,
})
const addresses = (host: string, count: number) =>
  Array.from({ length: count }, (_, index) => address(host, index))
const ofHost = (rig: Rig, host: string) =>
  storedBy(rig).events.filter(event => event.type === 'WindowLocation' && event.hostname === host)

/** As a frame hands over much: in pieces, while the worker records. */
async function reportAll(rig: Rig, frame: TestFrame, reports: FrameReport[]): Promise<void> {
  for (let at = 0; at < reports.length; at += 256) {
    frame.report(...reports.slice(at, at + 256))
    await rig.clock.advance(1)
  }
  await rig.clock.advance(200)
}

/** Time passes, and what it started is done: the alarm waits for a delivery that runs. */
async function passes(rig: Rig, byMs: number): Promise<void> {
  await rig.clock.advance(byMs)
  await rig.sensor.alarm('delivery')
}

test('of a frame that floods, its burst and its rate are recorded, and the rest is counted by type', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  await reportAll(rig, frame, [window, ...addresses('flood.example', 999)])
  await rig.clock.advance(10_000)
  await reportAll(rig, frame, addresses('flood.example', 1000))
  const { events } = await drained(rig)
  const recorded = ofHost(rig, 'flood.example').length
  // 256 at once, 50 a second for ten seconds and for the little time that recording takes.
  expect(recorded).toBeGreaterThanOrEqual(255 + 256)
  expect(recorded).toBeLessThanOrEqual(255 + 256 + 50)
  expect(droppedBy(events)).toEqual({ flood: { WindowLocation: 1999 - recorded } })
})

test('pages beside a flood lose nothing', async () => {
  const rig = await createRig()
  const flood = rig.openFrame({ url: 'https://flood.example/', tabId: 1 })
  const quiet = rig.openFrame({ url: 'https://quiet.example/', tabId: 2 })
  quiet.report(window)
  for (let round = 0; round < 20; round++) {
    flood.report(...addresses('flood.example', 256))
    quiet.report(...addresses('quiet.example', 10))
    await rig.clock.advance(300)
  }
  await drained(rig)
  expect(ofHost(rig, 'quiet.example')).toHaveLength(200)
})

test('many frames of one tab share its limit, many tabs that of the browser', async () => {
  const rig = await createRig()
  const recordedOf = async (frames: number, tabs: number) => {
    const before = (await rig.view()).record.recordedTotal
    for (let index = 0; index < frames; index++) {
      const host = `site-${index % 40}.example`
      const url = `https://${host}/`
      const frame = rig.openFrame({
        url,
        tabUrl: 'https://a.example/',
        tabId: 100 + (index % tabs),
        frameId: 1,
      })
      frame.report(window, ...addresses(host, 199))
      await rig.clock.advance(1)
    }
    await rig.sensor.answerPage({ ask: 'flush' })
    return (await rig.view()).record.recordedTotal - before
  }
  const oneTab = await recordedOf(16, 1)
  expect(oneTab).toBeGreaterThanOrEqual(2000)
  expect(oneTab).toBeLessThanOrEqual(2000 + 200)
  await rig.journal.transact(async transaction => {
    const state: object = (await transaction.get('state')) ?? {}
    transaction.put('state', { ...state, bucket: { tokens: 3000, atMs: rig.clock.nowMs() } })
  })
  const manyTabs = await recordedOf(30, 10)
  expect(manyTabs).toBeGreaterThanOrEqual(3000)
  expect(manyTabs).toBeLessThanOrEqual(3000 + 1000)
  await drained(rig)
})

test('a flooded message that is sent again is not counted again, whenever the worker dies', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  frame.report(window, ...addresses('flood.example', 399))
  for (let round = 0; round < 6; round++) {
    rig.journal.dieAfter(round)
    await rig.clock.advance(200)
    await rig.restart('worker')
    frame.resendAll()
    await rig.clock.advance(200)
  }
  await drained(rig)
  const recorded = ofHost(rig, 'flood.example').length
  expect((await rig.view()).dropped).toEqual({ flood: { WindowLocation: 399 - recorded } })
  expect(recorded).toBeLessThan(399)
})

test('a worker that starts anew gives a flood no new burst', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  frame.report(window, ...addresses('flood.example', 255))
  await rig.clock.advance(200)
  for (let round = 0; round < 4; round++) {
    await rig.restart('worker')
    frame.report(...addresses('flood.example', 256))
    await rig.clock.advance(200)
  }
  await drained(rig)
  expect(ofHost(rig, 'flood.example').length).toBeLessThanOrEqual(255 + 5 * 10 + 10)
})

test('while a flood lasts it is reported every half minute, and its end is reported too', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  frame.report(window)
  for (let second = 0; second < 120; second++) {
    frame.report(...addresses('flood.example', 100))
    await passes(rig, 1000)
  }
  await passes(rig, 120_000)
  await passes(rig, 120_000)
  const { events } = storedBy(rig)
  const reports = events.filter(event => event.type === 'Dropped')
  expect(reports.length).toBeGreaterThanOrEqual(4)
  expect(reports.length).toBeLessThanOrEqual(6)
  const recorded = ofHost(rig, 'flood.example').length
  expect(droppedBy(events)).toEqual({ flood: { WindowLocation: 12_000 - recorded } })
})

test('a flood while nothing can be sent makes no pile of reports, and its counts survive the browser', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = Array.from({ length: 2000 }, (): Scripted => networkError)
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  frame.report(window)
  for (let minute = 0; minute < 8; minute++) {
    await reportAll(rig, frame, addresses('flood.example', 512))
    await rig.clock.advance(60_000)
  }
  await rig.restart('browser')
  const { events } = await drained(rig)
  // One before the first try, and one for all the rest.
  expect(events.filter(event => event.type === 'Dropped')).toHaveLength(2)
  const recorded = ofHost(rig, 'flood.example').length
  expect(droppedBy(events)).toEqual({ flood: { WindowLocation: 8 * 512 - recorded } })
})

test('a text that was typed at an address that was given up refers to none, not to the one before', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://flood.example/' })
  frame.report(window, ...addresses('flood.example', 300))
  await rig.clock.advance(10_000)
  const typed = { field: 'password', inputType: 'password', filled: false } as const
  frame.report({ kind: 'TextInput', location: 300, text: 'correct horse', ...typed })
  frame.report({ kind: 'TextInput', location: 250, text: 'battery staple', ...typed })
  await rig.clock.advance(200)
  // Hashes are made in other threads, which know nothing of the test's clock.
  await rig.flush()
  const { events } = await drained(rig)
  const known = events.find(event => event.path === '/page/248')
  expect(events.filter(event => event.type === 'TextInput')).toMatchObject([
    { windowLocationReference: 0 },
    { windowLocationReference: known?.time },
  ])
})
