import { expect, test } from 'vitest'
import { createTestClock } from '../testing/test-clock.ts'
import { durable, unavailable, type WriteOutcome } from './output.ts'
import { createRequiredOutput } from './required-output.ts'
import { createCounters } from './stored-output.ts'

/** An output whose writes end when the test says so. */
function slowOutput() {
  const writes: ((outcome: WriteOutcome) => void)[] = []
  const clock = createTestClock(1000)
  const output = {
    write: () => new Promise<WriteOutcome>(resolve => writes.push(resolve)),
    close: async () => undefined,
  }
  return {
    required: createRequiredOutput(output, { counters: createCounters('test', true), clock }),
    writes,
    clock,
  }
}

const batch = { group: 'g', lines: Buffer.from('{}\n'), events: 1 }

test('a write that ends in time gives its own outcome, and the facts follow', async () => {
  const { required, writes, clock } = slowOutput()
  const [first, second] = [required.write(batch), required.write(batch)]
  expect(required.counters.queuedBytes).toBe(6)
  writes[0]?.(durable)
  expect(await first).toEqual(durable)
  await clock.advance(4000)
  writes[1]?.(unavailable('EIO'))
  expect(await second).toEqual(unavailable('EIO'))
  expect(required.counters).toMatchObject({
    storedEvents: 1,
    storedBytes: 3,
    failedWrites: 1,
    queuedBytes: 0,
    failing: { reason: 'EIO', sinceMs: 5000 },
  })
})

test('a write that hangs is answered within ten seconds, and meanwhile nothing more is taken', async () => {
  const { required, writes, clock } = slowOutput()
  const hanging = required.write(batch)
  await clock.advance(10_000)
  expect(await hanging).toEqual(unavailable('SLOW'))
  expect(await required.write(batch)).toEqual(unavailable('SLOW'))
  expect(writes).toHaveLength(1)
  expect(required.counters.failing).toEqual({ reason: 'SLOW', sinceMs: 11_000 })
})

test('once the overdue write ends, the output is used again', async () => {
  const { required, writes, clock } = slowOutput()
  void required.write(batch)
  await clock.advance(10_000)
  writes[0]?.(durable)
  await clock.advance(0)
  const next = required.write(batch)
  writes[1]?.(durable)
  expect(await next).toEqual(durable)
  expect(required.counters).toMatchObject({ queuedBytes: 0, failing: undefined })
})

test('no timer waits while nothing is written', async () => {
  const { required, writes, clock } = slowOutput()
  const write = required.write(batch)
  writes[0]?.(durable)
  await write
  await clock.advance(5000)
  expect(clock.delays()).toEqual([])
})
