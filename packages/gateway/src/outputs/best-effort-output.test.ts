import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { createBestEffortOutput } from './best-effort-output.ts'
import { durable, type Output, unavailable, type WriteOutcome } from './output.ts'
import { createCounters } from './stored-output.ts'

type Write = Output['write']

function bestEffort(write: Write, open?: () => Promise<Output>) {
  const clock = createTestClock(1000)
  const reasons: string[] = []
  const closed = { count: 0 }
  const output = { write, close: async () => void closed.count++ }
  const made = createBestEffortOutput({
    counters: createCounters('test', false),
    open: open ?? (async () => output),
    queueBytes: 10_000,
    clock,
    onDropped: reason => void reasons.push(reason),
  })
  return { made, clock, reasons, closed, output }
}

const batch = (bytes = 3) => ({ group: 'g', lines: Buffer.alloc(bytes, 'x'), events: 2 })
const never = () => new Promise<WriteOutcome>(() => undefined)

test('what fits is written, and a clean end waits for it', async () => {
  const written: string[] = []
  const { made, closed } = bestEffort(async group => {
    written.push(group)
    return durable
  })
  made.offer(batch())
  await made.close()
  expect([written, closed.count]).toEqual([['g'], 1])
  expect(made.counters).toMatchObject({ storedEvents: 2, droppedEvents: 0, queuedBytes: 0 })
})

test('an output that hangs keeps a bounded number of bytes, and the rest is dropped and counted', async () => {
  const { made, reasons } = bestEffort(never)
  for (let index = 0; index < 10; index++) made.offer(batch(2000))
  expect(made.counters.queuedBytes).toBeLessThanOrEqual(10_000)
  expect(made.counters).toMatchObject({ droppedEvents: 14, droppedBytes: 14_000, queuedBytes: 3 * 2512 })
  expect(reasons).toEqual(Array(7).fill('QUEUE_FULL'))
})

test('many small batches are bounded as well', () => {
  const { made } = bestEffort(never)
  for (let index = 0; index < 100; index++) made.offer(batch(1))
  expect(made.counters.droppedEvents).toBeGreaterThan(150)
})

test('a failed write is dropped, counted and not tried again', async () => {
  let writes = 0
  const { made, clock, reasons } = bestEffort(async () => (++writes === 1 ? unavailable('EIO') : durable))
  made.offer(batch())
  await clock.advance(0)
  expect(made.counters).toMatchObject({ failedWrites: 1, droppedEvents: 2, failing: { reason: 'EIO' } })
  made.offer(batch())
  await made.close()
  expect([writes, reasons]).toEqual([2, ['EIO']])
  expect(made.counters).toMatchObject({ storedEvents: 2, failing: undefined })
})

test('an output that cannot be opened is opened again a minute later', async () => {
  let opened = 0
  const { made, clock, reasons } = bestEffort(never, async () => {
    if (++opened === 1) throw Object.assign(new Error('no'), { code: 'OUTPUT_DIRECTORY_UNUSABLE' })
    return { write: async () => durable, close: async () => undefined }
  })
  made.offer(batch())
  await clock.advance(0)
  expect(reasons).toEqual(['OUTPUT_DIRECTORY_UNUSABLE'])
  await clock.advance(60_000)
  made.offer(batch())
  await made.close()
  expect(opened).toBe(2)
  expect(made.counters).toMatchObject({ storedEvents: 2, droppedEvents: 2 })
})

test('an output that hangs delays the end by five seconds at most, and what it held is counted', async () => {
  const { made, clock, reasons } = bestEffort(never)
  made.offer(batch())
  let ended = false
  const end = made.close().then(() => (ended = true))
  await clock.advance(4999)
  expect(ended).toBe(false)
  await clock.advance(1)
  await end
  expect(reasons).toEqual(['CLOSED'])
  made.offer(batch())
  expect(made.counters.droppedEvents).toBe(4)
})
