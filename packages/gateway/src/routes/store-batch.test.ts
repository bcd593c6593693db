import { makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { createHold, createInFlight } from '../body/in-flight.ts'
import { createKnownShapes } from '../events/known-shapes.ts'
import { createRecentBatches } from '../events/recent-batches.ts'
import { createLoad } from '../load/load.ts'
import { createMetrics } from '../metrics/gateway-metrics.ts'
import type { LineBatch } from '../outputs/stored-output.ts'
import { createRates } from '../rates/gateway-rates.ts'
import type { StoreOutcome } from '../server/storage.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { eventsOf, testConfig } from '../testing/test-gateway.ts'
import { createTurns } from '../turns.ts'
import { storeBatch } from './store-batch.ts'

const unavailable: StoreOutcome = {
  status: 'unavailable',
  output: 'x',
  reason: 'ENOSPC',
  retryAfterMs: 60_000,
}
const origin = { sensor: crypto.randomUUID(), group: crypto.randomUUID(), receivedUs: 1 }

/** Storage that keeps each write until the test says what becomes of it. */
async function createSlowStore(inFlightBytes = 1_000_000) {
  const config = await testConfig({ directory: '/events', key: await makeInstallKey() })
  const clock = createTestClock(1_763_760_000_000)
  const inFlight = createInFlight(inFlightBytes)
  const writes: { events: number; end: (outcome: StoreOutcome) => void }[] = []
  const parts = {
    config,
    clock,
    load: createLoad({
      clock,
      random: () => 0,
      bounds: { floorMs: 10_000, ceilingMs: 60_000, uploadsPerSecond: 1000 },
      inFlightShare: () => 0,
      loopDelayMs: () => 0,
    }),
    metrics: createMetrics(),
    rates: createRates(config.rates, clock),
    recent: createRecentBatches(1_000_000),
    shapes: createKnownShapes(),
    lanes: createTurns(),
    storage: {
      store: ({ events }: LineBatch, letters: readonly string[] = []) =>
        new Promise<StoreOutcome>(end => {
          if (events + letters.length === 0) end({ status: 'durable' })
          else writes.push({ events, end })
        }),
      counters: () => [],
      holdsLines: false,
      close: async () => undefined,
    },
  }
  const answered: string[] = []
  const send = async (name: string, events: object[], from = origin) => {
    const hold = createHold(inFlight)
    const sent = Buffer.from(JSON.stringify(events))
    const outcome = await storeBatch({ sent, encoding: 'identity', hold, countedBytes: 0 }, from, parts)
    hold.release()
    answered.push(`${name} ${outcome.status === 'stored' ? outcome.answer.ack?.seq : outcome.code}`)
  }
  return { send, writes, answered, settle: () => clock.advance(0) }
}

test('a copy that comes while the first is being written waits for it, and is not written', async () => {
  const { send, writes, answered, settle } = await createSlowStore()
  const both = [send('first', eventsOf([1, 2])), send('copy', eventsOf([1, 2]))]
  await settle()
  expect([writes.length, answered]).toEqual([1, []])
  writes[0]?.end({ status: 'durable' })
  await Promise.all(both)
  expect([writes.length, answered]).toEqual([1, ['first 2', 'copy 2']])
})

test('a copy writes itself what the first could not', async () => {
  const { send, writes, answered, settle } = await createSlowStore()
  const both = [send('first', eventsOf([1])), send('copy', eventsOf([1]))]
  await settle()
  writes[0]?.end(unavailable)
  await settle()
  expect([writes.length, answered]).toEqual([2, ['first OUTPUT_UNAVAILABLE']])
  writes[1]?.end({ status: 'durable' })
  await Promise.all(both)
  expect(answered).toEqual(['first OUTPUT_UNAVAILABLE', 'copy 1'])
})

test('of two batches that overlap, each event is written once', async () => {
  const { send, writes, answered, settle } = await createSlowStore()
  const both = [send('first', eventsOf([1, 2, 3])), send('second', eventsOf([2, 3, 4]))]
  await settle()
  writes[0]?.end({ status: 'durable' })
  await settle()
  expect(writes.map(({ events }) => events)).toEqual([3, 1])
  writes[1]?.end({ status: 'durable' })
  await Promise.all(both)
  expect(answered).toEqual(['first 3', 'second 4'])
})

test('other content for an id that is being written is a conflict, and is not written', async () => {
  const { send, writes, answered, settle } = await createSlowStore()
  const other = eventsOf([1]).map(event => ({ ...event, text: 'other' }))
  const both = [send('first', eventsOf([1])), send('other', other)]
  await settle()
  writes[0]?.end({ status: 'durable' })
  await Promise.all(both)
  expect([writes.length, answered]).toEqual([1, ['first 1', 'other SEQ_CONFLICT']])
})

test('other sensors do not wait', async () => {
  const { send, writes, settle } = await createSlowStore()
  const other = { ...origin, sensor: crypto.randomUUID() }
  const all = [send('first', eventsOf([1])), send('other', eventsOf([1]), other)]
  await settle()
  expect(writes).toHaveLength(2)
  for (const { end } of writes) end({ status: 'durable' })
  await Promise.all(all)
})

test('a batch counts with what its lines take, also those of the dead letter', async () => {
  const { send, writes, answered, settle } = await createSlowStore(40_000)
  const tiny = Array<object>(300).fill({})
  await send('tiny events', tiny)
  expect([writes.length, answered]).toEqual([0, ['tiny events OVERLOADED']])
  const fits = send('fewer of them', tiny.slice(0, 100))
  await settle()
  for (const { end } of writes) end({ status: 'durable' })
  await fits
  expect(answered.at(-1)).toBe('fewer of them undefined')
})
