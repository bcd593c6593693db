import type { SensorEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { appendEvent } from '../delivery/append-event.ts'
import { stateKey } from '../delivery/records.ts'
import { createRig, queued, type Rig } from './rig-for-tests.ts'
import { drained, storedBy } from './stored-for-tests.ts'

// Thousands of messages: on a busy machine they take a while.
vi.setConfig({ testTimeout: 120_000 })

/** A batch of so many events waits, of which those at these places are poisoned. */
async function withBatch(events: number, poisoned: ReadonlySet<number>): Promise<Rig> {
  const rig = await createRig()
  await rig.flush()
  await rig.journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('no epoch runs')
    for (let place = 1; place <= events; place++) {
      const draft = { type: 'WindowLocation', ...address, path: `/${place}`, bad: poisoned.has(place) }
      appendEvent(transaction, state, { atMs: rig.clock.nowMs(), draft })
    }
    transaction.put(stateKey, state)
  })
  rig.gateway.poisons = (event: SensorEvent) => event.bad === true
  return rig
}

const address = { windowReference: 0, protocol: 'https:', hostname: 'a.example', search: '', hash: '' }
const uploads = (rig: Rig) => rig.gateway.requests.filter(({ url }) => url.endsWith('/events')).length
const places = (count: number, place: (index: number) => number) =>
  new Set(Array.from({ length: count }, (_, index) => place(index)))

/** Sends all; only the poisoned ones end as Dropped, with their seqs. Returns how many requests it took. */
async function requestsFor(events: number, poisoned: ReadonlySet<number>): Promise<number> {
  const rig = await withBatch(events, poisoned)
  const before = uploads(rig)
  await drained(rig)
  const requests = uploads(rig) - before
  const stored = storedBy(rig)
  const good = stored.events.filter(event => event.type === 'WindowLocation')
  expect(new Set(good.map(event => event.path)).size).toBe(events - poisoned.size)
  const declared = stored.reports.flatMap(report => report.epochs).flatMap(epoch => epoch.declared)
  expect(declared.reduce((sum, [from, to]) => sum + to - from + 1, 0)).toBe(poisoned.size)
  expect((await rig.view()).dropped).toEqual(
    poisoned.size === 0 ? {} : { poison: { WindowLocation: poisoned.size } },
  )
  return requests
}

test.each([1, 2, 250, 251, 499, 500])(
  'one poisoned event at place %i of 500 costs at most ten requests more',
  async place => {
    expect(await requestsFor(500, new Set([place]))).toBeLessThanOrEqual(1 + 10)
  },
)

test.each([1, 2, 3, 7, 64, 500])(
  'a batch of %i poisoned events costs at most twice as many',
  async events => {
    expect(
      await requestsFor(
        events,
        places(events, index => index + 1),
      ),
    ).toBeLessThanOrEqual(2 * events)
  },
)

test('wherever one poisoned event is, in a batch of whatever size, it costs at most ten requests more', async () => {
  const batches = fc
    .integer({ min: 1, max: 500 })
    .chain(events => fc.record({ events: fc.constant(events), place: fc.integer({ min: 1, max: events }) }))
  await fc.assert(
    fc.asyncProperty(batches, async ({ events, place }) => {
      expect(await requestsFor(events, new Set([place]))).toBeLessThanOrEqual(1 + 10)
    }),
    { numRuns: 25, seed: 3 },
  )
})

test('whichever events are poisoned, only they are given up', async () => {
  const batches = fc.record({
    events: fc.integer({ min: 1, max: 200 }),
    poisoned: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(batches, async ({ events, poisoned }) => {
      await requestsFor(events, new Set(poisoned.filter(place => place <= events)))
    }),
    { numRuns: 25, seed: 3 },
  )
})

test('poisoned events side by side share their reports', async () => {
  const rig = await withBatch(
    100,
    places(40, index => index + 30),
  )
  await drained(rig)
  const reports = storedBy(rig).events.filter(event => event.type === 'Dropped')
  expect(reports.map(({ reason, count }) => ({ reason, count }))).toEqual([
    { reason: 'poison', count: 1 },
    { reason: 'poison', count: 39 },
  ])
})

test.each([
  { name: 'the first', bad: [1] },
  { name: 'one in the middle', bad: [50] },
  { name: 'the last', bad: [100] },
  { name: 'all', bad: Array.from({ length: 100 }, (_, index) => index + 1) },
])('where the gateway keeps a dead letter, $name costs no request and is not dropped', async ({ bad }) => {
  const rig = await withBatch(100, new Set(bad))
  rig.gateway.poisons = () => false
  rig.gateway.rejects = event => event.bad === true
  const before = uploads(rig)
  await rig.flush()
  expect(uploads(rig) - before).toBe(1)
  expect(rig.gateway.deadLetters.map(({ event }) => event.path)).toEqual(bad.map(place => `/${place}`))
  const good = storedBy(rig).events.filter(event => event.type === 'WindowLocation')
  expect(good).toHaveLength(100 - bad.length)
  expect((await rig.view()).dropped).toEqual({})
  expect(await queued(rig.journal)).toEqual([])
})

test('a gateway that refuses even drop reports is asked every 15 minutes, and nothing stays unexplained', async () => {
  const rig = await withBatch(5, new Set([2]))
  rig.gateway.poisons = () => true
  const before = uploads(rig)
  for (let minute = 0; minute < 120; minute++) {
    await rig.clock.advance(60_000)
    await rig.sensor.alarm('delivery')
  }
  expect(uploads(rig) - before).toBeLessThanOrEqual(2 * 5 + 2 * 9)
  expect((await rig.view()).dropped.poison).toMatchObject({ WindowLocation: 5 })
  rig.gateway.poisons = () => false
  await drained(rig)
})
