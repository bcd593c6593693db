import pino from 'pino'
import { expect, test } from 'vitest'
import { createDeadLetter } from '../dead-letter/dead-letter.ts'
import { createQuietLog } from '../log/quiet-log.ts'
import { createBestEffortOutput } from '../outputs/best-effort-output.ts'
import { durable, type Output, unavailable, type WriteOutcome } from '../outputs/output.ts'
import { createRequiredOutput } from '../outputs/required-output.ts'
import { createCounters } from '../outputs/stored-output.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { createStorage } from './storage.ts'

/** An output in memory that answers as the test says. */
function memoryOutput(outcome: () => WriteOutcome | Promise<WriteOutcome> = () => durable) {
  const texts: string[] = []
  const output: Output = {
    async write(_group, lines) {
      texts.push(lines.toString())
      return await outcome()
    },
    close: async () => undefined,
  }
  return { output, texts }
}

interface Outputs {
  required: Output[]
  bestEffort?: Output[]
  deadLetter?: Output
}

function storageOf({ required, bestEffort = [], deadLetter = memoryOutput().output }: Outputs) {
  const clock = createTestClock(1000)
  const lines: string[] = []
  const log = pino({}, { write: line => void lines.push(line) })
  const storage = createStorage({
    required: required.map((output, index) =>
      createRequiredOutput(output, { counters: createCounters(`required ${index}`, true), clock }),
    ),
    bestEffort: bestEffort.map((output, index) =>
      createBestEffortOutput({
        counters: createCounters(`best effort ${index}`, false),
        open: async () => output,
        queueBytes: 65_536,
        clock,
        onDropped: () => undefined,
      }),
    ),
    deadLetter: createDeadLetter(
      createRequiredOutput(deadLetter, { counters: createCounters('dead letter', true), clock }),
    ),
    quietLog: createQuietLog(log, clock),
  })
  return { storage, clock, log: () => lines.join('') }
}

const never = () => new Promise<WriteOutcome>(() => undefined)
const batchOf = (line: string) => ({ group: 'g', lines: Buffer.from(line), events: 1 })
const letter = '{"code":"EVENT_INVALID"}\n'

test('a batch counts once every required output holds it', async () => {
  const { promise, resolve } = Promise.withResolvers<WriteOutcome>()
  const [fast, slow] = [memoryOutput(), memoryOutput(() => promise)]
  const { storage, clock } = storageOf({ required: [fast.output, slow.output] })
  let outcome: unknown
  const stored = storage.store(batchOf('{}\n')).then(one => (outcome = one))
  await clock.advance(1000)
  expect(outcome).toBeUndefined()
  resolve(durable)
  await stored
  expect(outcome).toEqual(durable)
  expect([fast.texts, slow.texts]).toEqual([['{}\n'], ['{}\n']])
})

test('best-effort outputs that hang or fail neither delay nor fail an answer', async () => {
  const [hanging, failing] = [memoryOutput(never), memoryOutput(() => unavailable('EIO'))]
  const { storage, clock } = storageOf({
    required: [memoryOutput().output],
    bestEffort: [hanging.output, failing.output],
  })
  for (let batch = 0; batch < 200; batch++) {
    expect(await storage.store(batchOf(`${JSON.stringify('x'.repeat(1000))}\n`))).toEqual(durable)
  }
  await clock.advance(0)
  const [required, hung, failed] = storage.counters()
  expect(required).toMatchObject({ storedEvents: 200, queuedBytes: 0 })
  expect(hung).toMatchObject({ required: false, storedEvents: 0, droppedEvents: 200 - 43 })
  expect(failed).toMatchObject({ failedWrites: 200, droppedEvents: 200, failing: { reason: 'EIO' } })
})

test('a required output that fails says which, why and how long to wait; best-effort ones get nothing', async () => {
  const bestEffort = memoryOutput()
  const { storage, log } = storageOf({
    required: [memoryOutput().output, memoryOutput(() => unavailable('ENOSPC')).output],
    bestEffort: [bestEffort.output],
  })
  expect(await storage.store(batchOf('{}\n'))).toEqual({
    status: 'unavailable',
    output: 'required 1',
    reason: 'ENOSPC',
    retryAfterMs: 60_000,
  })
  expect(bestEffort.texts).toEqual([])
  expect(log()).toContain('the disk is full')
})

test('a required output that hangs is an answer within ten seconds', async () => {
  const { storage, clock, log } = storageOf({ required: [memoryOutput(never).output] })
  const stored = storage.store(batchOf('{}\n'))
  await clock.advance(10_000)
  expect(await stored).toMatchObject({ status: 'unavailable', reason: 'SLOW', retryAfterMs: 10_000 })
  expect(log()).toContain('a write takes longer than ten seconds')
})

test('refused events are durable in the dead letter before the answer, or there is none', async () => {
  const [output, deadLetter] = [memoryOutput(), memoryOutput(() => unavailable('EIO'))]
  const { storage } = storageOf({ required: [output.output], deadLetter: deadLetter.output })
  expect(await storage.store({ ...batchOf(''), events: 0 }, [letter])).toMatchObject({
    status: 'unavailable',
    output: 'dead letter',
  })
  expect([output.texts, deadLetter.texts]).toEqual([[], [letter]])
  expect(storage.counters().at(-1)).toMatchObject({ name: 'dead letter', failedWrites: 1 })
})
