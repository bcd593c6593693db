import fc from 'fast-check'
import { expect, test } from 'vitest'
import { appendEvent } from './append-event.ts'
import { startEpoch } from './epoch.ts'
import { type HighWaterMark, seqsAhead } from './high-water.ts'
import type { Journal } from './journal.ts'
import { createMemoryJournal } from './memory-journal.ts'
import { highWaterKey, type MirroredJournal, mirrorJournal } from './mirrored-journal.ts'
import { currentEpoch, stateKey } from './records.ts'
import type { StatusFacts } from './status.ts'

const facts: StatusFacts = {
  version: '1',
  browser: 'x',
  os: 'x',
  policyHash: '0123456789abcdef',
  policyState: 'ok',
  incognitoAllowed: false,
  fileAccess: false,
  hostAccess: true,
}

interface Bench {
  journal: Journal
  stored: Map<string, unknown>
  /** Seqs that were committed while the mark was below them. */
  unmarked: string[]
  writes: number
  failing: boolean
  faults: unknown[]
}

/** A journal that looks at the mark at each commit. */
function createBench(): Bench {
  const inner = createMemoryJournal()
  const bench: Bench = {
    stored: new Map(),
    unmarked: [],
    writes: 0,
    failing: false,
    faults: [],
    journal: inner,
  }
  bench.journal = {
    read: work => inner.read(work),
    async transact(work) {
      const result = await inner.transact(work)
      const state = await inner.read(reader => reader.get(stateKey))
      if (state === undefined) return result
      const { epoch } = currentEpoch(state)
      const marked = (bench.stored.get(highWaterKey) as HighWaterMark | undefined)?.epochs
      const atMost = marked?.find(one => one.epoch === epoch)?.atMost ?? 0
      // The Status of the very first epoch is all that may be there without a mark.
      const least = marked === undefined ? 1 : atMost
      if (state.nextSeq - 1 > least) bench.unmarked.push(`${epoch}/${state.nextSeq - 1} > ${atMost}`)
      return result
    },
  }
  return bench
}

/** The worker's view of it; again after each death of the worker. */
function open(bench: Bench): MirroredJournal {
  return mirrorJournal(bench.journal, {
    onFault: error => bench.faults.push(error),
    store: {
      get: async key => structuredClone(bench.stored.get(key)),
      async set(key, value) {
        if (bench.failing) throw new Error('full')
        bench.writes += 1
        bench.stored.set(key, structuredClone(value))
      },
    },
  })
}

async function begin(journal: MirroredJournal, number: number): Promise<void> {
  const epoch = String(number).padStart(16, '0')
  await journal.announce(epoch)
  await journal.transact(transaction => startEpoch(transaction, { epoch, atMs: 1, facts, newRun: true }))
}

async function record(journal: MirroredJournal, count: number): Promise<void> {
  await journal.transact(async transaction => {
    const state = await transaction.get(stateKey)
    if (state === undefined) throw new Error('no epoch')
    for (let made = 0; made < count; made++)
      appendEvent(transaction, state, { atMs: 1, draft: { type: 'X' } })
    transaction.put(stateKey, state)
  })
}

const step = fc.oneof(
  fc.record({ do: fc.constant('record' as const), count: fc.integer({ min: 1, max: seqsAhead }) }),
  fc.constant({ do: 'die' as const }),
  fc.constant({ do: 'epoch' as const }),
)

test('no seq is ever committed above the mark, whatever happens in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async steps => {
      const bench = createBench()
      let journal = open(bench)
      await begin(journal, 0)
      for (const [index, one] of steps.entries()) {
        if (one.do === 'record') await record(journal, one.count)
        if (one.do === 'die') journal = open(bench)
        if (one.do === 'epoch') await begin(journal, index + 1)
      }
      expect(bench.unmarked).toEqual([])
      expect(await open(bench).lostEpochs()).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('ten thousand events one by one cost ten writes of the mark, and a new worker none', async () => {
  const bench = createBench()
  let journal = open(bench)
  await begin(journal, 0)
  for (let made = 0; made < 100; made++) await record(journal, 100)
  expect(bench.writes).toBeLessThanOrEqual(11)
  const before = bench.writes
  journal = open(bench)
  await record(journal, 1)
  expect(bench.writes).toBe(before)
})

test('a mark that cannot be written is a fault, stops nothing, and is tried again', async () => {
  const bench = createBench()
  const journal = open(bench)
  await begin(journal, 0)
  bench.failing = true
  await record(journal, seqsAhead)
  await record(journal, seqsAhead)
  expect(bench.faults).not.toEqual([])
  bench.failing = false
  await record(journal, 1)
  const { epochs } = bench.stored.get(highWaterKey) as HighWaterMark
  expect(epochs[0]?.atMost).toBeGreaterThan(2 * seqsAhead)
})
