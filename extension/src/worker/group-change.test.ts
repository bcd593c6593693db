import { createGapProof, createReader, makeInstallKey, type StoredEvent } from '@weaklayer/wire'
import { beforeAll, expect, test } from 'vitest'
import { networkError } from '../delivery/gateway-for-tests.ts'
import { changeIdentity, identityKey } from '../enrol/identity.ts'
import { makeHashKey } from '../privacy/hash-text.ts'
import { createRig, type Rig, testPolicy, typed } from './rig-for-tests.ts'

const oldGroup = testPolicy.installKey.group
const pages = 40
let policyOfNewGroup: typeof testPolicy

beforeAll(async () => {
  policyOfNewGroup = { ...testPolicy, installKey: (await makeInstallKey()) as typeof testPolicy.installKey }
})

/** Part of the queue was delivered, and the answer for a batch was lost: it is still on its way. */
async function rigWithQueue(): Promise<Rig> {
  const rig = await createRig()
  await visit(rig, 'first')
  rig.gateway.script['/events'] = [
    { after: networkError },
    ...Array.from({ length: 200 }, () => networkError),
  ]
  await visit(rig, 'in-flight')
  for (let number = 0; number < pages; number++) await visit(rig, `page-${number}`)
  return rig
}

async function visit(rig: Rig, name: string): Promise<void> {
  const frame = rig.openFrame()
  frame.report({ kind: 'Window' }, { kind: 'WindowLocation', href: `https://a.example/${name}` }, typed(name))
  await rig.flush()
  expect(frame.acked).toEqual([3])
}

/** Everything as a reader of both groups sees it. */
function readAll(rig: Rig, oldSensor: string) {
  const reader = createReader()
  const proof = createGapProof()
  const fresh: StoredEvent[] = []
  for (const { sensor, event } of rig.gateway.stored) {
    const group = sensor === oldSensor ? oldGroup : policyOfNewGroup.installKey.group
    const stored = { ...event, sensor, group, received: 1 } as StoredEvent
    proof.add(stored)
    const reading = reader.read(stored)
    expect(reading).not.toBe('conflict')
    if (reading === 'new') fresh.push(stored)
  }
  return { fresh, reports: proof.report() }
}

async function deliverAll(rig: Rig): Promise<void> {
  rig.gateway.script['/events'] = []
  for (let again = 0; again < 3; again++) await rig.flush()
  expect(await rig.queue()).toEqual([])
}

function expectAllOnce(rig: Rig, oldSensor: string): void {
  const { fresh, reports } = readAll(rig, oldSensor)
  const names = ['first', 'in-flight', ...Array.from({ length: pages }, (_, number) => `page-${number}`)]
  const paths = fresh.flatMap(event => (event.type === 'WindowLocation' ? [event.path] : []))
  expect(paths.sort()).toEqual(names.map(name => `/${name}`).sort())
  expect(fresh.filter(event => event.type === 'TextInput')).toHaveLength(names.length)
  expect(reports).toHaveLength(2)
  for (const report of reports) expect(report).toMatchObject({ complete: true, conflicts: [], clones: [] })
}

test('a group change moves the queue and what was on its way, in one transaction with the new hash key', async () => {
  const rig = await rigWithQueue()
  const old = await rig.view()
  const oldKey = (await rig.journal.read(reader => reader.get(identityKey)))?.hashKey.id
  const waiting = await rig.queue()
  expect(waiting.length).toBeGreaterThan(3 * pages)
  rig.managed = policyOfNewGroup
  rig.gateway.script['/install'] = Array.from({ length: 9 }, () => networkError)
  await rig.sensor.managedChanged()

  const view = await rig.view()
  const moved = (await rig.queue()).filter(event => event.was !== undefined)
  expect(new Set(moved.map(event => event.epoch))).toEqual(new Set([view.record.epoch]))
  expect(moved.map(event => event.was)).toEqual(
    expect.arrayContaining(waiting.map(({ epoch, seq }) => ({ sensor: old.sensor, epoch, seq }))),
  )
  expect((await rig.journal.read(reader => reader.get(identityKey)))?.hashKey.id).not.toBe(oldKey)
  rig.gateway.script['/install'] = []
  await deliverAll(rig)
  expectAllOnce(rig, old.sensor ?? '')
})

test('a group change survives the death of the worker at every step, and nothing is missing or doubled', async () => {
  let deaths = 0
  for (let transactions = 0; ; transactions++) {
    const rig = await rigWithQueue()
    const { sensor = '' } = await rig.view()
    rig.managed = policyOfNewGroup
    rig.journal.dieAfter(transactions)
    await rig.sensor.managedChanged()
    await rig.clock.advance(1000)
    const died = await rig.journal
      .transact(async () => undefined)
      .then(
        () => false,
        () => true,
      )
    await rig.restart(transactions % 2 === 0 ? 'worker' : 'browser')
    await deliverAll(rig)
    expectAllOnce(rig, sensor)
    if (!died) break
    deaths += 1
  }
  expect(deaths).toBeGreaterThanOrEqual(6)
})

test('text that was hashed just before the hash key was renewed is hashed again', async () => {
  const rig = await createRig()
  const hashKey = await makeHashKey('f'.repeat(16))
  let [typing, renewed] = [false, false]
  rig.openJournal = journal => ({
    read: work => journal.read(work),
    async transact(work, durability) {
      if (typing && !renewed) {
        renewed = true
        await changeIdentity(journal, identity => ({ ...identity, hashKey }))
      }
      return await journal.transact(work, durability)
    },
  })
  await rig.restart()
  await rig.flush()
  typing = true
  rig
    .openFrame()
    .report(
      { kind: 'Window' },
      { kind: 'WindowLocation', href: 'https://a.example/' },
      typed('correct horse'),
    )
  await rig.flush()
  expect(renewed).toBe(true)
  await rig.flush()
  const texts = rig.gateway.stored.filter(({ event }) => event.type === 'TextInput')
  expect(texts.map(({ event }) => event.hashKeyId)).toEqual([hashKey.id])
})
