import { createGapProof, createReader, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { networkError, portal, refusal, type Scripted } from '../delivery/gateway-for-tests.ts'
import { createRig, queued, type Rig, testPolicy } from './rig-for-tests.ts'

const minuteMs = 60_000
const window = { kind: 'Window' } as const
const location = (href: string) => ({ kind: 'WindowLocation', href }) as const

async function visits(rig: Rig, count: number, host = 'a.example'): Promise<void> {
  const frame = rig.openFrame({ url: `https://${host}/` })
  frame.report(window)
  for (let index = 1; index < count; index++) frame.report(location(`https://${host}/page-${index}`))
  await rig.clock.advance(200)
  await rig.flush()
}

/** Time passes, and what it started is done: the alarm waits for a delivery that runs. */
async function passes(rig: Rig, byMs: number): Promise<void> {
  await rig.clock.advance(byMs)
  await rig.sensor.alarm('delivery')
}

/** Ids that were stored, and how often something was stored twice. */
function oracle(rig: Rig) {
  const reader = createReader()
  const proof = createGapProof()
  let doubled = 0
  const ids = new Set<string>()
  for (const { sensor, event } of rig.gateway.stored) {
    const stored = { ...event, sensor, group: testPolicy.installKey.group, received: 1 } as StoredEvent
    proof.add(stored)
    const reading = reader.read(stored)
    expect(reading).not.toBe('conflict')
    if (reading === 'double') doubled += 1
    ids.add(`${event.epoch}/${event.seq}`)
  }
  return { ids, doubled, reports: proof.report() }
}

const events = (rig: Rig) => rig.gateway.requests.filter(({ url }) => url.endsWith('/events'))
const installs = (rig: Rig) => rig.gateway.requests.filter(({ url }) => url.endsWith('/install'))

test('a portal that answers 200 with HTML deletes nothing', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = [portal, portal]
  await visits(rig, 3)
  expect(await queued(rig.journal)).toHaveLength(3)
  expect((await rig.view()).connection).toMatchObject({
    state: 'retrying',
    lastError: { code: 'NOT_THE_GATEWAY' },
  })
  await passes(rig, 30 * minuteMs)
  await passes(rig, 30 * minuteMs)
  expect(await queued(rig.journal)).toEqual([])
})

test('a retry sends the same bytes, whatever was recorded meanwhile', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = [{ after: networkError }]
  await visits(rig, 3)
  await visits(rig, 2)
  const bodies = events(rig).map(request => request.body)
  expect(bodies.at(-2)).toBe(bodies.at(-3))
  expect(bodies.at(-1)).not.toBe(bodies.at(-2))
  expect(oracle(rig).doubled).toBe(3)
  expect(oracle(rig).reports).toMatchObject([{ complete: true }])
})

test('401 enrols again and sends the same events; a second 401 waits', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = [refusal('TOKEN_EXPIRED'), refusal('TOKEN_INVALID')]
  const before = installs(rig).length
  await visits(rig, 3)
  expect(installs(rig)).toHaveLength(before + 1)
  expect((await rig.view()).connection).toMatchObject({
    state: 'retrying',
    lastError: { code: 'TOKEN_INVALID' },
  })
  await passes(rig, 20 * minuteMs)
  expect(oracle(rig).reports).toMatchObject([{ complete: true, doubled: 0 }])
})

test('a refused sensor keeps everything, asks hours later, and at once when policy changes', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = Array.from({ length: 20 }, () => refusal('SENSOR_REVOKED'))
  await visits(rig, 3)
  expect((await rig.view()).connection.state).toBe('refused')
  const asked = events(rig).length
  await passes(rig, 59 * minuteMs)
  expect(events(rig)).toHaveLength(asked)
  await passes(rig, 6 * 60 * minuteMs)
  expect(events(rig).length).toBeGreaterThan(asked)
  expect(await queued(rig.journal)).toHaveLength(3)
  rig.gateway.script['/events'] = []
  rig.managed = { ...testPolicy, label: 'another' }
  await rig.sensor.managedChanged()
  expect((await rig.queue()).map(event => event.type)).toEqual(['Status'])
})

test('after 30 days of refusal the events are given up, declared, and Status stays', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = [refusal('SENSOR_REVOKED'), refusal('SENSOR_REVOKED')]
  await visits(rig, 3)
  rig.clock.jump(31 * 24 * 60 * minuteMs)
  await rig.sensor.alarm('delivery')
  expect(await rig.queue()).toEqual([])
  await rig.flush()
  expect(rig.gateway.stored.at(-1)?.event).toMatchObject({ type: 'Dropped', reason: 'refused', count: 3 })
  expect(oracle(rig).reports).toMatchObject([{ complete: true }])
})

test('a poisoned event is given up alone, declared, and everything else arrives', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.poisons = event => event.path === '/page-17'
  await visits(rig, 40)
  await rig.flush()
  const { reports } = oracle(rig)
  expect(reports).toMatchObject([{ complete: true, doubled: 0 }])
  expect(rig.gateway.stored.filter(({ event }) => event.type === 'Dropped')).toMatchObject([
    { event: { reason: 'poison', count: 1, byType: { WindowLocation: 1 } } },
  ])
  expect(rig.gateway.stored.filter(({ event }) => event.type === 'WindowLocation')).toHaveLength(38)
})

test('409 starts a new epoch and sends the events under it', async () => {
  const rig = await createRig()
  await rig.flush()
  const { epoch } = (await rig.view()).record
  rig.gateway.script['/events'] = [refusal('SEQ_CONFLICT')]
  await visits(rig, 3)
  await rig.flush()
  const moved = rig.gateway.stored.filter(({ event }) => event.was !== undefined)
  expect(moved).toHaveLength(3)
  expect(moved[0]?.event).toMatchObject({ was: { epoch }, epoch: (await rig.view()).record.epoch })
  expect((await rig.view()).record.epoch).not.toBe(epoch)
})

test('503 waits as Retry-After says, even when somebody asks to send now', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = [refusal('DRAINING', { retryAfter: '300' })]
  await visits(rig, 3)
  const asked = events(rig).length
  await rig.flush()
  expect(events(rig)).toHaveLength(asked)
  await passes(rig, 6.1 * minuteMs)
  expect(await queued(rig.journal)).toEqual([])
})

test('a backlog goes out in full batches at once, what is new keeps to the pace', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.gateway.script['/events'] = Array.from({ length: 50 }, (): Scripted => networkError)
  for (let index = 0; index < 7; index++) await visits(rig, 200)
  rig.gateway.script['/events'] = []
  rig.gateway.flushAfterMs = 10_000
  const before = events(rig).length
  await rig.flush()
  expect(await queued(rig.journal)).toEqual([])
  expect(events(rig).length - before).toBeLessThanOrEqual(4)
  rig.openFrame().report(window)
  await passes(rig, 9000)
  expect(await queued(rig.journal)).toHaveLength(1)
  await passes(rig, 11_000)
  expect(await queued(rig.journal)).toEqual([])
})

test('a full store gives up the least severe and oldest, never what is on its way, and says exactly what', async () => {
  const rig = await createRig({
    managed: { ...testPolicy, buffer: { maxBytes: 67_108_864, maxEvents: 1000 } },
  })
  await rig.flush()
  rig.gateway.script['/events'] = [networkError]
  await visits(rig, 50)
  rig.gateway.script['/events'] = Array.from({ length: 500 }, (): Scripted => networkError)
  for (let index = 0; index < 12; index++) await visits(rig, 100, `site-${index}.example`)
  expect((await queued(rig.journal)).length).toBeLessThanOrEqual(1000)
  rig.gateway.script['/events'] = []
  await rig.flush()
  await rig.flush()
  const { reports } = oracle(rig)
  expect(reports).toMatchObject([{ complete: true }])
  const { dropped, record } = await rig.view()
  const given = dropped.quota?.Window ?? 0
  expect(given + (dropped.quota?.WindowLocation ?? 0)).toBeGreaterThan(200)
  expect(rig.gateway.stored.filter(({ event }) => event.path === '/page-49')).not.toEqual([])
  expect(record.recordedTotal).toBe(
    (await rig.view()).delivery.deliveredTotal + given + (dropped.quota?.WindowLocation ?? 0),
  )
})
