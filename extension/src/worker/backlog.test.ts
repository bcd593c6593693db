import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { appendEvent } from '../delivery/append-event.ts'
import { batchLimits } from '../delivery/choose-batch.ts'
import type { JournalReader, JournalTransaction } from '../delivery/journal.ts'
import { stateKey } from '../delivery/records.ts'
import { createRig, queued, type Rig } from './rig-for-tests.ts'

const alarmMs = 30_000
/** As many as a store holds at most. */
const mostEvents = 200_000

async function fill(rig: Rig, events: number): Promise<void> {
  for (let at = 0; at < events; at += 10_000) {
    await rig.journal.transact(async transaction => {
      const state = await transaction.get(stateKey)
      if (state === undefined) throw new Error('no epoch runs')
      for (let index = at; index < Math.min(events, at + 10_000); index++) {
        appendEvent(transaction, state, {
          atMs: rig.clock.nowMs(),
          draft: { type: 'Visit', path: `/page/${index}` },
        })
      }
      transaction.put(stateKey, state)
    })
  }
}

/** Counts the records that the sensor reads. */
function countReads(rig: Rig): () => number {
  let records = 0
  const counting = <Reader extends JournalReader>(reader: Reader): Reader => ({
    ...reader,
    list: async (range, limit) => {
      const found = await reader.list(range, limit)
      records += found.length
      return found
    },
    count: async range => {
      const found = await reader.count(range)
      records += found
      return found
    },
  })
  const { read, transact } = rig.journal
  rig.journal.read = work => read(reader => work(counting(reader)))
  rig.journal.transact = work => transact((transaction: JournalTransaction) => work(counting(transaction)))
  return () => records
}

test('a whole store drains in as few requests as there are batches, within two alarms, reading each event a few times', async () => {
  const rig = await createRig()
  await rig.flush()
  await fill(rig, mostEvents)
  const stored: number[] = []
  // The gateway of the rig looks into every event; here only how many came, and which was the last, counts.
  rig.gateway.transport.send = async request => {
    if (!request.url.endsWith('/events')) throw new Error('only batches were expected')
    const events: { epoch: string; seq: number }[] = JSON.parse(gunzipSync(request.body ?? '').toString())
    const last = events.at(-1)
    stored.push(events.length)
    const ack = { epoch: last?.epoch, seq: last?.seq }
    const body = JSON.stringify({ ack, accepted: events.length, rejected: [], flushAfterMs: 0 })
    return { status: 'answered', http: 200, body }
  }
  const recordsRead = countReads(rig)
  const startMs = rig.clock.nowMs()
  await rig.clock.advance(alarmMs)
  await rig.sensor.alarm('delivery')
  await rig.sensor.alarm('delivery')
  expect(await queued(rig.journal)).toEqual([])
  expect(rig.clock.nowMs() - startMs).toBeLessThanOrEqual(2 * alarmMs)
  expect(stored.reduce((sum, count) => sum + count)).toBe(mostEvents)
  expect(stored.length).toBeLessThanOrEqual(Math.ceil(mostEvents / batchLimits.events))
  expect(recordsRead()).toBeLessThanOrEqual(4 * mostEvents)
}, 120_000)
