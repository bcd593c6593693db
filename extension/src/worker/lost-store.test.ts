import { createGapProof, type SensorEvent, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { chooseJournal } from '../delivery/choose-journal.ts'
import { networkError } from '../delivery/gateway-for-tests.ts'
import type { HighWaterMark } from '../delivery/high-water.ts'
import { createMemoryJournal } from '../delivery/memory-journal.ts'
import { highWaterKey } from '../delivery/mirrored-journal.ts'
import { stateKey } from '../delivery/records.ts'
import { createRig, type Rig, testPolicy } from './rig-for-tests.ts'

async function visit(rig: Rig): Promise<void> {
  rig.openFrame().report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/' })
  await rig.clock.advance(200)
}

/** A rig with a delivered epoch, and events of it that wait. */
async function rigWithQueue(): Promise<Rig> {
  const rig = await createRig()
  await visit(rig)
  await rig.flush()

  await visit(rig)
  return rig
}

function reports(rig: Rig) {
  const proof = createGapProof()
  for (const { sensor, event } of rig.gateway.stored) {
    proof.add({ ...event, sensor, group: testPolicy.installKey.group, received: 1 } as StoredEvent)
  }
  return proof.report()
}

const stored = (rig: Rig, type: string): (SensorEvent & { sensor: string })[] =>
  rig.gateway.stored
    .filter(({ event }) => event.type === type)
    .map(({ event, sensor }) => ({ ...event, sensor }))

test('a journal deleted while the browser was off is declared, with a bound, under a new sensor id', async () => {
  const rig = await rigWithQueue()
  const before = await rig.view()
  rig.journal = createMemoryJournal()
  await rig.restart('browser')
  await visit(rig)
  await rig.flush()

  const after = await rig.view()
  expect(after.sensor).not.toBe(before.sensor)
  const [dropped, ...others] = stored(rig, 'Dropped')
  expect(others).toEqual([])
  expect(dropped).toMatchObject({
    reason: 'store_lost',
    count: 0,
    ofEpoch: before.record.epoch,
    ofSensor: before.sensor,
    epoch: after.record.epoch,
    sensor: after.sensor,
  })
  expect(dropped?.atMost).toBeGreaterThanOrEqual(before.record.lastSeq)
  expect(dropped?.atMost).toBeLessThanOrEqual(before.record.lastSeq + 2048)
  const first = stored(rig, 'Status').find(({ epoch, seq }) => epoch === after.record.epoch && seq === 1)
  expect(first).not.toHaveProperty('previous')
  expect(reports(rig).find(({ sensor }) => sensor === after.sensor)).toMatchObject({ complete: true })
})

test('a loss is declared once, and the chain goes on from there', async () => {
  const rig = await rigWithQueue()
  rig.journal = createMemoryJournal()
  await rig.restart('browser')
  const { epoch } = (await rig.view()).record
  await rig.restart('browser')
  await rig.flush()
  expect(stored(rig, 'Dropped')).toHaveLength(1)
  expect(stored(rig, 'Status').at(-1)).toMatchObject({ previous: { epoch } })
})

test.each(Array.from({ length: 8 }, (_, index) => index))(
  'a loss is declared at least once when the worker dies %i transactions into its first start',
  async transactions => {
    const rig = await rigWithQueue()
    const { epoch } = (await rig.view()).record
    rig.journal = createMemoryJournal()
    await rig.restart('browser', transactions)
    await rig.restart('browser')
    await visit(rig)
    await rig.flush()
    expect(stored(rig, 'Dropped').filter(({ ofEpoch }) => ofEpoch === epoch)).not.toEqual([])
    const chain = stored(rig, 'Status').filter(event => event.seq === 1)
    expect(chain.filter(event => event.previous === undefined)).toHaveLength(2)
  },
)

test('all epochs that had events waiting are declared', async () => {
  const rig = await createRig()
  rig.gateway.script['/events'] = Array.from({ length: 9 }, () => networkError)
  await visit(rig)
  const first = (await rig.view()).record
  await rig.restart('browser')
  await visit(rig)
  const second = (await rig.view()).record
  rig.journal = createMemoryJournal()
  rig.gateway.script['/events'] = []
  await rig.restart('browser')
  await rig.flush()
  expect(stored(rig, 'Dropped')).toMatchObject([{ ofEpoch: first.epoch }, { ofEpoch: second.epoch }])
})

test('a mark deleted alone costs nothing, and comes back', async () => {
  const rig = await rigWithQueue()
  rig.local.clear()
  await rig.restart('browser')
  await visit(rig)
  await rig.flush()
  expect(stored(rig, 'Dropped')).toEqual([])
  expect(reports(rig)).toMatchObject([{ complete: true }])
  const { epoch, lastSeq } = (await rig.view()).record
  const mark = rig.local.get(highWaterKey) as HighWaterMark
  expect(mark.epochs.map(one => one.epoch)).toEqual([epoch])
  expect(mark.epochs[0]?.atMost).toBeGreaterThan(lastSeq)
})

test('a journal deleted again and again before anything was delivered declares every loss', async () => {
  const rig = await rigWithQueue()
  const unreachable = Array.from({ length: 100 }, () => networkError)
  Object.assign(rig.gateway.script, { '/events': unreachable, '/install': [...unreachable] })
  const lost: (string | undefined)[] = []
  for (let time = 0; time < 3; time++) {
    lost.push((await rig.view()).record.epoch)
    rig.journal = createMemoryJournal()
    await rig.restart('browser')
    await visit(rig)
    await rig.restart('browser')
    await visit(rig)
  }
  expect(stored(rig, 'Dropped')).toEqual([])
  Object.assign(rig.gateway.script, { '/events': [], '/install': [] })
  await rig.clock.advance(60 * 60_000)
  await rig.flush()
  expect(stored(rig, 'Dropped').map(({ ofEpoch }) => ofEpoch)).toEqual(expect.arrayContaining(lost))
  rig.journal = createMemoryJournal()
  const declarations = stored(rig, 'Dropped').length
  await rig.restart('browser')
  await rig.flush()
  expect(stored(rig, 'Dropped')).toHaveLength(declarations + 1)
})

test('journal and mark deleted together make a new sensor with a chain of its own', async () => {
  const rig = await rigWithQueue()
  const before = await rig.view()
  rig.journal = createMemoryJournal()
  rig.local.clear()
  await rig.restart('browser')
  await rig.flush()
  const after = await rig.view()
  expect(after.sensor).not.toBe(before.sensor)
  expect(stored(rig, 'Dropped')).toEqual([])
  expect(stored(rig, 'Status').at(-1)).not.toHaveProperty('previous')
})

test('a journal that is set back to an older copy declares what the newer one had', async () => {
  const rig = await createRig()
  await visit(rig)
  await rig.flush()
  const older = rig.journal.entries()
  await rig.restart('browser')
  await visit(rig)
  const lost = (await rig.view()).record
  rig.journal = createMemoryJournal(older)
  await rig.restart('browser')
  await rig.flush()
  expect(stored(rig, 'Dropped')).toMatchObject([{ reason: 'store_lost', ofEpoch: lost.epoch }])
  expect(stored(rig, 'Status').at(-1)).not.toHaveProperty('previous')
})

test('a journal deleted under a running worker is declared, and recording goes on by itself', async () => {
  const rig = await rigWithQueue()
  const before = await rig.view()
  const content = rig.journal.entries().map(([key]) => key)
  await rig.journal.transact(async transaction => {
    for (const key of content) transaction.delete({ from: key, to: key })
  })
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: 'https://a.example/after' })
  await rig.flush()
  await rig.flush()
  expect(frame.acked).toEqual([2])
  await rig.flush()
  expect((await rig.view()).sensor).not.toBe(before.sensor)
  expect(stored(rig, 'Dropped')).toMatchObject([{ reason: 'store_lost', ofEpoch: before.record.epoch }])
  expect(stored(rig, 'WindowLocation').at(-1)).toMatchObject({ path: '/after' })
})

test('a journal that this release cannot read is declared and kept, and a stand-in used', async () => {
  const rig = await rigWithQueue()
  const before = await rig.view()
  await rig.journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state !== undefined) transaction.put(stateKey, { ...state, layout: 7, readableFrom: 3 })
  })
  const theirs = rig.journal.reopened()
  const kept = theirs.entries()
  rig.journal = createMemoryJournal()
  rig.openJournal = own => chooseJournal(name => (name === 'weaklayer' ? theirs : own), 'weaklayer')
  await rig.restart('browser')
  await visit(rig)
  await rig.flush()
  expect(theirs.entries()).toEqual(kept)
  expect((await rig.view()).sensor).not.toBe(before.sensor)
  expect(stored(rig, 'Dropped')).toMatchObject([{ reason: 'store_lost', ofEpoch: before.record.epoch }])
})
