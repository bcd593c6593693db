import { createReader, type StoredEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCompactReader } from './compact-reader.ts'
import { sampleEvent } from './sample-events.ts'

/** Few values each, so that doubles and conflicts are frequent; seqs near and far. */
const anyEvent = fc
  .record({
    seq: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(undefined, 5000, 5001, 2 ** 52)),
    epoch: fc.constantFrom('00000000000000aa', '00000000000000bb'),
    sensor: fc.constantFrom('a', 'b'),
    path: fc.constantFrom('/x', '/y'),
    time: fc.constantFrom(1, 2),
    received: fc.integer({ min: 1, max: 1000 }),
  })
  .map(({ epoch, ...fields }) =>
    sampleEvent(1, { ...fields, epoch: fields.seq === undefined ? undefined : epoch }),
  )

test('says the same as the reader that remembers everything', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200 }), events => {
      const [compact, whole] = [createCompactReader(), createReader()]
      expect(events.map(event => compact.read(event))).toEqual(events.map(event => whole.read(event)))
    }),
  )
})

test('keeps a long epoch in 8 to 24 bytes an event, and a made-up seq in a few', () => {
  const reader = createCompactReader()
  const event = (seq: number): StoredEvent => sampleEvent(seq, { path: '/' })
  const before = process.memoryUsage().arrayBuffers
  reader.read(event(2 ** 53 - 1))
  for (let seq = 1; seq <= 100_000; seq++) reader.read(event(seq))
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000 * 24)
  expect(reader.read(event(2 ** 53 - 1))).toBe('double')
  expect(reader.read(event(77_777))).toBe('double')
  expect(reader.read(event(100_001))).toBe('new')
})
