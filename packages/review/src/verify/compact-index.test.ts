import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createContentIndex, type StoredEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sampleEvent } from '../sample-events.ts'
import { createCompactIndex } from './compact-index.ts'
import { createEventPrints } from './event-prints.ts'
import { printSetup } from './print-setup.ts'

const setup = printSetup({ low: 3, high: 4 })
const prints = createEventPrints(setup)

/** Few values each, so that doubles and conflicts are frequent; seqs near and far. */
const anyEvent = fc
  .record({
    seq: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(undefined, 5000, 5001, 2 ** 52)),
    epoch: fc.constantFrom('00000000000000aa', '00000000000000bb'),
    sensor: fc.constantFrom('a', 'b'),
    group: fc.constantFrom('g', 'g', 'h'),
    path: fc.constantFrom('/x', '/y'),
    received: fc.integer({ min: 1, max: 1000 }),
    was: fc.constantFrom(undefined, undefined, { epoch: '00000000000000cc', seq: 4 }),
  })
  .map(({ epoch, ...fields }) =>
    sampleEvent(1, { ...fields, epoch: fields.seq === undefined ? undefined : epoch }),
  )

/** As chunks are read: what is not special comes as a print. */
function readInChunks(index: ReturnType<typeof createCompactIndex>, event: StoredEvent) {
  if (event.was !== undefined) return index.add(event).reading
  if (event.epoch === undefined || event.seq === undefined)
    return index.withoutEpoch(event.sensor).add(prints.whole(event) as number) ? 'new' : 'double'
  return index.ordinary(event, event.epoch)(event.seq, prints.body(event) as number)
}

test('says the same as the index that remembers everything, however events come in', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 100 }), events => {
      const [compact, whole, chunks] = [
        createCompactIndex(setup),
        createContentIndex(),
        createCompactIndex(setup),
      ]
      const expected = events.map(event => whole.add(event))
      expect(events.map(event => compact.add(event).reading)).toEqual(expected.map(({ reading }) => reading))
      expect(events.map(event => readInChunks(chunks, event))).toEqual(expected.map(({ reading }) => reading))
      for (const event of events) {
        const position = { sensor: event.sensor, epoch: '00000000000000aa', seq: event.seq ?? 1 }
        const found = whole.find(position, whole.add(event).body)
        expect(chunks.find(position, prints.body(event) as number)).toBe(found)
        expect(compact.find(position, compact.add(event).body)).toBe(found)
      }
    }),
  )
})

/** Without what was left behind on the way: a collection ends the sweep of the one before. */
function keptBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().arrayBuffers
}

test('keeps a long epoch in 8 to 24 bytes an event, and a made-up seq in a few', () => {
  const index = createCompactIndex(setup)
  const read = index.ordinary({ sensor: 'a', group: 'g' }, 'e')
  const before = keptBytes()
  expect(read(2 ** 53 - 1, 5)).toBe('new')
  for (let seq = 1; seq <= 100_000; seq++) read(seq, seq + 7)
  expect(keptBytes() - before).toBeLessThan(100_000 * 24)
  expect(read(2 ** 53 - 1, 5)).toBe('double')
  expect(read(77_777, 77_784)).toBe('double')
  expect(read(77_777, 1)).toBe('conflict')
  expect(read(100_001, 1)).toBe('new')
})

test('keeps events without epoch in 11 to 22 bytes each', () => {
  const set = createCompactIndex(setup).withoutEpoch('a')
  const before = keptBytes()
  const spread = (at: number) => prints.whole({ at }) as number
  for (let at = 0; at < 50_000; at++) expect(set.add(spread(at))).toBe(true)
  expect(keptBytes() - before).toBeLessThan(50_000 * 22)
  for (let at = 0; at < 50_000; at += 999) expect(set.add(spread(at))).toBe(false)
})
