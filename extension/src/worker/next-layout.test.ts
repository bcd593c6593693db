import { createGapProof, createReader, makeInstallKey, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { deliveryKey } from '../delivery/delivery-record.ts'
import { networkError, refusal } from '../delivery/gateway-for-tests.ts'
import type { JournalKey } from '../delivery/journal.ts'
import type { MemoryJournal } from '../delivery/memory-journal.ts'
import { allEvents, allFrames, currentEpoch, eventKey, stateKey } from '../delivery/records.ts'
import { identityKey } from '../enrol/identity.ts'
import { createRig, type Rig, testPolicy } from './rig-for-tests.ts'

/** Records of kinds that this release does not know. */
const strangers: [string, unknown][] = [
  ['attachment:0001', { bytes: 7 }],
  ['event2:00000001:000000000001', { json: '{}' }],
  ['states', { not: 'the state' }],
  ['zz', 1],
]
const later = { later: { of: 'release 2' } }

/** What the next release makes of a journal at its start, and records: as docs/journal.md allows. */
async function runNextRelease(journal: MemoryJournal): Promise<void> {
  await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('release 2 takes over a journal of release 1')
    for (const record of await transaction.list(allEvents)) {
      transaction.put(eventKey(record.epochIndex, record.seq), { ...record, ...later })
    }
    for (const frame of await transaction.list(allFrames)) {
      transaction.put(`frame:${frame.frame}`, { ...frame, ...later })
    }
    for (const [key, value] of strangers) transaction.put(key, value)
    const [delivery, identity] = [await transaction.get(deliveryKey), await transaction.get(identityKey)]
    if (delivery !== undefined) transaction.put(deliveryKey, { ...delivery, ...later })
    if (identity !== undefined) transaction.put(identityKey, { ...identity, ...later })
    const epoch = currentEpoch(state)
    const seq = state.nextSeq
    const json = JSON.stringify({ type: 'Clipboard', time: 1, epoch: epoch.epoch, seq, chars: 5 })
    const bytes = json.length
    const record = { epochIndex: epoch.index, seq, type: 'Clipboard', timeUs: 1, json, bytes, ...later }
    transaction.put(eventKey(epoch.index, seq), record)
    transaction.put(stateKey, {
      ...state,
      ...later,
      layout: 2,
      readableFrom: 1,
      epochs: state.epochs.map(one => ({ ...one, ...later, lastSeq: one === epoch ? seq : one.lastSeq })),
      nextSeq: seq + 1,
      recordedTotal: state.recordedTotal + 1,
      eventCount: state.eventCount + 1,
      queued: state.queued + 1,
      queuedBytes: state.queuedBytes + bytes,
    })
  })
}

async function visit(rig: Rig, name: string): Promise<void> {
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: `https://a.example/${name}` })
  await rig.flush()
  expect(frame.acked).toEqual([2])
}

/** Release 1 records, release 2 runs, release 1 is back: everything waits still. */
async function rolledBack(what: 'worker' | 'browser'): Promise<Rig> {
  const rig = await createRig()
  rig.gateway.script['/events'] = Array.from({ length: 50 }, () => networkError)
  await visit(rig, 'one')
  rig.journal = rig.journal.reopened()
  await runNextRelease(rig.journal)
  await rig.restart(what)
  await visit(rig, 'two')
  return rig
}

async function deliverAll(rig: Rig, groups: string[]): Promise<void> {
  for (let again = 0; again < 4; again++) await rig.flush()
  expect(await rig.queue()).toEqual([])
  const [reader, proof] = [createReader(), createGapProof()]
  const sensors = [...new Set(rig.gateway.stored.map(({ sensor }) => sensor))]
  const fresh: unknown[] = []
  for (const { sensor, event } of rig.gateway.stored) {
    const group = groups[sensors.indexOf(sensor)] ?? groups[0]
    const stored = { ...event, sensor, group, received: 1 } as StoredEvent
    proof.add(stored)
    if (reader.read(stored) === 'new') fresh.push(event.path ?? event.type)
  }
  expect(fresh.filter(one => one === '/one')).toHaveLength(1)
  expect(fresh.filter(one => one === '/two')).toHaveLength(1)
  expect(fresh.filter(one => one === 'Clipboard')).toHaveLength(1)
  for (const report of proof.report()) expect(report).toMatchObject({ complete: true, conflicts: [] })
}

const valueAt = (rig: Rig, key: JournalKey<unknown>) => rig.journal.read(reader => reader.get(key))

async function expectKept(rig: Rig): Promise<void> {
  for (const [key, value] of strangers) expect(await valueAt(rig, key)).toEqual(value)
  expect(await valueAt(rig, stateKey)).toMatchObject({ ...later, layout: 2, readableFrom: 1 })
  expect(await valueAt(rig, identityKey)).toMatchObject(later)
  expect(await valueAt(rig, deliveryKey)).toMatchObject(later)
}

test.each(['worker', 'browser'] as const)(
  'after a roll-back (%s) this release delivers what the next one recorded, and keeps what it does not know',
  async what => {
    const rig = await rolledBack(what)
    const state = await rig.journal.read(reader => reader.get(stateKey))
    expect(state?.epochs[0]).toMatchObject(later)
    const records = await rig.journal.read(reader => reader.list(allEvents))
    expect(records.filter(record => 'later' in record).map(record => record.type)).toContain('Clipboard')
    rig.gateway.script['/events'] = []
    await deliverAll(rig, [testPolicy.installKey.group])
    await expectKept(rig)
  },
)

test('after a roll-back a conflict moves what the next release recorded with all that it keeps', async () => {
  const rig = await rolledBack('worker')
  rig.gateway.script['/events'] = [refusal('SEQ_CONFLICT'), refusal('SEQ_CONFLICT'), networkError]
  await rig.flush()
  const records = await rig.journal.read(reader => reader.list(allEvents))
  const clipboard = records.find(record => record.type === 'Clipboard')
  expect(clipboard).toMatchObject(later)
  expect(JSON.parse(clipboard?.json ?? '')).toMatchObject({ chars: 5, was: { seq: expect.any(Number) } })
  rig.gateway.script['/events'] = []
  await deliverAll(rig, [testPolicy.installKey.group])
  await expectKept(rig)
})

test('after a roll-back a group change takes along what the next release recorded', async () => {
  const rig = await rolledBack('browser')
  const installKey = (await makeInstallKey()) as typeof testPolicy.installKey
  rig.managed = { ...testPolicy, installKey }
  rig.gateway.script['/events'] = []
  await rig.sensor.managedChanged()
  await deliverAll(rig, [installKey.group, testPolicy.installKey.group])
  await expectKept(rig)
})

test('the next release finds its own layout again after this one', async () => {
  const rig = await rolledBack('browser')
  rig.gateway.script['/events'] = []
  await deliverAll(rig, [testPolicy.installKey.group])
  rig.journal = rig.journal.reopened()
  await runNextRelease(rig.journal)
  await rig.restart('worker')
  await rig.flush()
  await expectKept(rig)
  const { recordedTotal } = (await rig.view()).record
  expect(recordedTotal).toBe(rig.gateway.stored.length)
})
