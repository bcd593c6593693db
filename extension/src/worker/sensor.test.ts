import { checkEvent, type SensorEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { createRig, queued, type Rig, testPolicy, typed } from './rig-for-tests.ts'

const page = [{ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/login?next=1' }] as const
const recordedNow = async (rig: Rig) => {
  await rig.clock.advance(200)
  await rig.flush()
}
const storedTypes = (rig: Rig) => rig.gateway.stored.map(({ event }) => event.type)
const storedOf = (rig: Rig, type: string): SensorEvent[] =>
  rig.gateway.stored.map(({ event }) => event).filter(event => event.type === type)

test('a visit is recorded, acknowledged, delivered, and refers to itself', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report(...page, typed('correct horse'))
  await recordedNow(rig)
  expect(frame.acked).toEqual([3])
  const [window] = storedOf(rig, 'Window')
  const [location] = storedOf(rig, 'WindowLocation')
  const [text] = storedOf(rig, 'TextInput')
  expect(window).toMatchObject({
    tab: 1,
    frame: 0,
    isTopLevelWindow: true,
    topLevelWindowReference: window?.time,
  })
  expect(location).toMatchObject({ windowReference: window?.time, path: '/login', search: '?next' })
  expect(text).toMatchObject({
    windowLocationReference: location?.time,
    textLength: 12,
    inputType: 'password',
  })
  expect(await queued(rig.journal)).toEqual([])
  expect((await rig.view()).connection.state).toBe('connected')
})

test('every event that the sensor makes matches its schema, and times and seqs are unique', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report(...page, typed('correct horse'), typed('x'.repeat(2000), { filled: true }))
  frame.skip(2)
  frame.report(typed('after a gap'))
  await recordedNow(rig)
  const all = rig.gateway.stored.map(({ event }) => event)
  expect(new Set(all.map(event => event.type))).toEqual(
    new Set(['Status', 'Window', 'WindowLocation', 'TextInput', 'Dropped']),
  )
  for (const event of all) expect(checkEvent(event)).toMatchObject({ status: 'valid' })
  expect(new Set(all.map(event => event.time)).size).toBe(all.length)
  expect(all.map(event => event.seq)).toEqual(all.map((_, index) => index + 1))
})

test('a frame that sends again is not recorded twice', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report(...page)
  await rig.clock.advance(200)
  await rig.restart()
  frame.resendAll()
  await recordedNow(rig)
  expect(storedTypes(rig).filter(type => type === 'Window')).toHaveLength(1)
  expect(frame.acked).toEqual([2, 2])
})

test('a number that is missing is declared', async () => {
  const rig = await createRig()
  const frame = rig.openFrame()
  frame.report(...page)
  frame.skip(3)
  frame.report(typed('later text'))
  await recordedNow(rig)
  expect(storedOf(rig, 'Dropped')).toMatchObject([{ reason: 'frame_gap', count: 3 }])
  expect((await rig.view()).dropped).toEqual({ frame_gap: { unknown: 3 } })
})

test('frames of an excluded page are acknowledged and leave nothing', async () => {
  const rig = await createRig({ managed: { ...testPolicy, capture: 'full' } })
  const top = rig.openFrame({ url: 'https://www.bank.example/' })
  top.report(...page, typed('correct horse'))
  const below = rig.openFrame({
    url: 'https://ads.example/',
    frameId: 4,
    tabUrl: 'https://www.bank.example/',
  })
  below.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://ads.example/x' })
  await recordedNow(rig)
  expect([top.acked, below.acked]).toEqual([[3], [2]])
  expect(new Set(storedTypes(rig))).toEqual(new Set(['Status']))
  expect(JSON.stringify(rig.journal.entries())).not.toContain('bank.example/')
})

test('a page cannot claim the address of another', async () => {
  const rig = await createRig()
  const frame = rig.openFrame({ url: 'https://evil.example/start' })
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://intranet.example/secret' })
  await recordedNow(rig)
  expect(storedOf(rig, 'WindowLocation')).toMatchObject([{ hostname: 'evil.example', path: '/start' }])
})

test.each([undefined, null, 'x', { frame: 'no' }, { frame: '0'.repeat(16), messages: [{ n: 0 }] }])(
  'a message that no frame sends is ignored: %j',
  async message => {
    const rig = await createRig()
    const sender = { tabId: 1, frameId: 0, url: 'https://a.example/', incognito: false }
    rig.sensor.takeMessage({ sender, send: () => undefined }, message)
    await recordedNow(rig)
    expect(new Set(storedTypes(rig))).toEqual(new Set(['Status']))
  },
)

test('while no policy is there, events are recorded but not sent; what it excludes goes before sending', async () => {
  const rig = await createRig({ managed: undefined })
  rig.openFrame().report(...page)
  rig.openFrame({ url: 'https://old.example/', tabId: 8 }).report(...page)
  await recordedNow(rig)
  expect(rig.gateway.requests).toEqual([])
  expect((await rig.view()).connection.state).toBe('unconfigured')
  rig.managed = { ...testPolicy, excludedHosts: ['old.example'], urls: { hostOnlyHosts: ['a.example'] } }
  await rig.sensor.managedChanged()
  await recordedNow(rig)
  expect(storedOf(rig, 'Dropped')).toMatchObject([{ reason: 'policy', count: 2, ranges: [[4, 5]] }])
  expect(storedOf(rig, 'WindowLocation')).toMatchObject([{ hostname: 'a.example', path: '', search: '' }])
  expect(rig.gateway.stored.map(({ event }) => event.seq).sort()).not.toContain(4)
})

test('without an answer of managed storage the last good policy counts', async () => {
  const rig = await createRig()
  rig.managed = undefined
  await rig.restart('browser')
  expect((await rig.view()).policy).toMatchObject({ state: 'ok', source: 'cached' })
})

test('an invalid policy sends nothing, and still limits what is recorded', async () => {
  const rig = await createRig({
    managed: { ...testPolicy, installKey: undefined, excludedHosts: ['a.example'] },
  })
  rig.openFrame().report(...page)
  await recordedNow(rig)
  expect(rig.gateway.requests).toEqual([])
  expect((await rig.queue()).map(event => event.type)).toEqual(['Status', 'Status'])
  expect((await rig.view()).policy.problems.map(problem => problem.path)).toContain('installKey')
})

test('each browser run is an epoch that names the one before; a restarted worker goes on', async () => {
  const rig = await createRig()
  rig.openFrame().report(...page)
  await recordedNow(rig)
  const first = (await rig.view()).record
  await rig.restart('worker')
  expect((await rig.view()).record).toEqual(first)
  await rig.restart('browser')
  await recordedNow(rig)
  const status = storedOf(rig, 'Status').at(-1)
  expect(status).toMatchObject({ seq: 1, previous: { epoch: first.epoch, lastSeq: first.lastSeq } })
})

test('another group gives another sensor id, hash key and epoch, and loses nothing', async () => {
  const rig = await createRig()
  rig.gateway.script['/events'] = Array.from(
    { length: 3 },
    () => ({ status: 'failed', reason: 'network' }) as const,
  )
  const frame = rig.openFrame()
  frame.report(...page, typed('correct horse'))
  await rig.clock.advance(200)
  const { sensor } = await rig.view()
  const { makeInstallKey } = await import('@weaklayer/wire')
  rig.managed = { ...testPolicy, installKey: await makeInstallKey() }
  await rig.sensor.managedChanged()
  rig.gateway.script['/events'] = []
  frame.report(typed('correct horse'))
  await recordedNow(rig)
  const now = (await rig.view()).sensor
  expect(now).not.toBe(sensor)
  const texts = rig.gateway.stored.filter(({ event }) => event.type === 'TextInput')
  expect(texts).toHaveLength(2)
  expect(new Set(texts.map(({ event }) => event.textHash)).size).toBe(2)
  expect(texts).toContainEqual(
    expect.objectContaining({
      sensor: now,
      event: expect.objectContaining({ was: expect.objectContaining({ sensor }) }),
    }),
  )
  const link = rig.gateway.stored.find(one => one.sensor === now && one.event.seq === 1)
  expect(link).toMatchObject({ sensor: now, event: { previous: { sensor } } })
})

test('activity records a Status every 15 minutes, idleness one an hour', async () => {
  const rig = await createRig()
  await recordedNow(rig)
  const before = storedOf(rig, 'Status').length
  rig.clock.jump(16 * 60_000)
  rig.openFrame().report(...page)
  await recordedNow(rig)
  expect(storedOf(rig, 'Status')).toHaveLength(before + 1)
  rig.clock.jump(10 * 60_000)
  await rig.sensor.alarm('status')
  await recordedNow(rig)
  expect(storedOf(rig, 'Status')).toHaveLength(before + 1)
  rig.clock.jump(60 * 60_000)
  await rig.sensor.alarm('status')
  await recordedNow(rig)
  expect(storedOf(rig, 'Status')).toHaveLength(before + 2)
})

test('with an empty queue nothing but the hourly alarm is left', async () => {
  const rig = await createRig()
  rig.openFrame().report(...page)
  await recordedNow(rig)
  await rig.clock.advance(60_000)
  expect([...rig.alarms.keys()]).toEqual(['status'])
})

test('frames learn which of them are to report', async () => {
  const rig = await createRig({ managed: { ...testPolicy, capture: 'full' } })
  expect(rig.local.get('frameRules')).toEqual({ frames: 'all' })
  rig.managed = { ...testPolicy, capture: 'minimal' }
  await rig.sensor.managedChanged()
  await rig.clock.advance(10)
  expect(rig.local.get('frameRules')).toEqual({ frames: 'top' })
})
