import { eventSchemas, type StoredEvent } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { networkError, type Scripted } from '../delivery/gateway-for-tests.ts'
import { createRig, queued, type Rig, testPolicy, typed } from './rig-for-tests.ts'
import { drained, storedBy } from './stored-for-tests.ts'

// Thousands of messages: on a busy machine they take a while.
vi.setConfig({ testTimeout: 120_000 })

const bounded = (maxEvents: number, maxBytes = 67_108_864) => ({
  ...testPolicy,
  buffer: { maxBytes, maxEvents },
})
const offline = (rig: Rig) => {
  rig.gateway.script['/events'] = Array.from({ length: 50_000 }, (): Scripted => networkError)
}

/** Visits of one page: a Window, an address, a text; all of them are recorded or given up then. */
async function visits(rig: Rig, host: string, count: number): Promise<void> {
  const url = `https://${host}/`
  const frames = Array.from({ length: count }, (_, index) => {
    const frame = rig.openFrame({ url, tabId: index })
    frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: `${url}${index}` }, typed('text'))
    return frame
  })
  while (frames.some(frame => frame.acked.at(-1) !== 3)) await rig.clock.advance(100)
}

const typesIn = async (rig: Rig) => {
  const types = (await queued(rig.journal)).map(record => record.type)
  return (type: string) => types.filter(one => one === type).length
}
const size = async (rig: Rig) => {
  const records = await queued(rig.journal)
  return { events: records.length, bytes: records.reduce((sum, record) => sum + record.bytes, 0) }
}
const rangesIn = (events: readonly StoredEvent[]) =>
  events.flatMap(event => eventSchemas.Dropped.safeParse(event).data?.ranges ?? [])

test('low events go before others, and Status stays longest', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  await rig.flush()
  offline(rig)
  for (let hour = 0; hour < 2; hour++) {
    rig.clock.jump(3_600_000)
    await rig.sensor.alarm('status')
  }
  for (let site = 0; site < 12; site++) await visits(rig, `site-${site}.example`, 30)
  const some = await typesIn(rig)
  expect((await rig.view()).dropped).toEqual({ quota: { Window: expect.any(Number) } })
  expect(some('Window')).toBeGreaterThan(0)
  for (let site = 12; site < 40; site++) await visits(rig, `site-${site}.example`, 30)
  const later = await typesIn(rig)
  expect((await rig.view()).dropped.quota).toMatchObject({ WindowLocation: expect.any(Number) })
  expect(later('Window')).toBeLessThan(60)
  expect(later('Status')).toBe(2)
  expect((await size(rig)).events).toBeLessThanOrEqual(1000)
  const { events } = await drained(rig)
  expect(rangesIn(events).length).toBeGreaterThan(50)
})

test('the bytes of the store are bounded too, with what waits to be reported', async () => {
  const rig = await createRig({ managed: bounded(200_000, 1_048_576) })
  offline(rig)
  for (let site = 0; site < 40; site++) {
    await visits(rig, `site-${site}.example`, 50)
    expect((await size(rig)).bytes).toBeLessThanOrEqual(1_048_576 - 200_000)
  }
  expect((await rig.view()).dropped.quota?.Window).toBeGreaterThan(100)
  await drained(rig)
})

test('an origin gets a tenth of the store; others lose nothing by it', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  offline(rig)
  await visits(rig, 'quiet.example', 20)
  for (let round = 0; round < 20; round++) await visits(rig, 'greedy.example', 50)
  await visits(rig, 'late.example', 20)
  const greedy = (await queued(rig.journal)).filter(record => record.facts?.host === 'greedy.example')
  expect(greedy).toHaveLength(100)
  const { dropped } = await rig.view()
  expect(Object.keys(dropped)).toEqual(['flood'])
  expect(Object.values(dropped.flood ?? {}).reduce((sum, count) => sum + count)).toBe(3000 - 100)
  const { events } = await drained(rig)
  for (const host of ['quiet.example', 'late.example']) {
    expect(events.filter(event => event.hostname === host)).toHaveLength(20)
  }
})

test('what was delivered no longer counts against an origin', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  for (let round = 0; round < 10; round++) {
    await visits(rig, 'busy.example', 30)
    await rig.clock.advance(20_000)
    await rig.flush()
  }
  expect((await rig.view()).dropped).toEqual({})
  expect(storedBy(rig).events.filter(event => event.hostname === 'busy.example')).toHaveLength(300)
  expect(await rig.journal.read(reader => reader.count({ from: 'origin:', to: 'origin;' }))).toBe(0)
})

test('lower bounds of policy count at once, and what goes is declared', async () => {
  const rig = await createRig({ managed: bounded(20_000) })
  offline(rig)
  for (let site = 0; site < 60; site++) await visits(rig, `site-${site}.example`, 40)
  expect((await size(rig)).events).toBeGreaterThanOrEqual(7200)
  rig.managed = bounded(1000)
  await rig.sensor.managedChanged()
  expect((await size(rig)).events).toBeLessThanOrEqual(1000)
  const { events } = await drained(rig)
  expect(events.filter(event => event.type === 'Dropped').length).toBeLessThan(20)
})

test('months without a gateway leave a bounded store, and few reports that explain everything', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  offline(rig)
  for (let day = 0; day < 60; day++) {
    for (let site = 0; site < 4; site++) await visits(rig, `site-${site}.example`, 25)
    rig.clock.jump(86_400_000)
    await rig.sensor.alarm('status')
    await rig.restart('browser')
    offline(rig)
  }
  expect((await size(rig)).events).toBeLessThanOrEqual(1000)
  expect((await typesIn(rig))('Dropped')).toBe(0)
  const { events, reports } = await drained(rig)
  expect(reports[0]?.epochs.length).toBeGreaterThan(60)
  const dropped = events.filter(event => event.type === 'Dropped')
  expect(dropped.length).toBeLessThanOrEqual(reports[0]?.epochs.length ?? 0)
  for (const event of dropped) expect(JSON.stringify(event).length).toBeLessThan(60 * 1024)
})

test('a store that an older release used is counted anew', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  offline(rig)
  await visits(rig, 'old.example', 25)
  await rig.journal.transact(async transaction => {
    const state: object = (await transaction.get('state')) ?? {}
    transaction.put('state', { ...state, bySeverity: undefined })
    transaction.delete({ from: 'origin:', to: 'origin;' })
  })
  await visits(rig, 'old.example', 25)
  const own = (await queued(rig.journal)).filter(record => record.facts?.host === 'old.example')
  expect(own).toHaveLength(100)
  await drained(rig)
})

test('a store too full for anything refuses what comes, counted by type', async () => {
  const rig = await createRig({ managed: bounded(1000) })
  offline(rig)
  const frame = rig.openFrame({ url: 'https://a.example/' })
  frame.report({ kind: 'Window' })
  await rig.clock.advance(200)
  // Nothing of these may be given up.
  await rig.journal.transact(async transaction => {
    const state = (await transaction.get('state')) as { queued: number; bySeverity: { high: number } }
    state.queued += 940
    state.bySeverity.high += 940
    transaction.put('state', state)
  })
  frame.report({ kind: 'WindowLocation', href: 'https://a.example/1' }, typed('text'))
  while (frame.acked.at(-1) !== 3) await rig.clock.advance(100)
  expect((await rig.view()).dropped.quota).toEqual({ Window: 1, WindowLocation: 1, TextInput: 1 })
})
