import { expect, test } from 'vitest'
import { createRecentBatches } from './recent-batches.ts'

const place = { sensor: 'a', epoch: 'e' }
const batch = (text: string) => ({ lines: Buffer.from(text), letters: [] })
const textsSince = (recent: ReturnType<typeof createRecentBatches>, firstSeq: number, more = {}) =>
  recent.since({ ...place, firstSeq, ...more }).map(({ lines }) => String(lines))

test('finds what has a seq from there on, newest first, of that epoch and sensor only', () => {
  const recent = createRecentBatches(1_000_000)
  recent.remember({ ...place, lastSeq: 10 }, batch('to 10'))
  recent.remember({ ...place, lastSeq: 20 }, batch('to 20'))
  expect(textsSince(recent, 1)).toEqual(['to 20', 'to 10'])
  expect(textsSince(recent, 11)).toEqual(['to 20'])
  expect(textsSince(recent, 20)).toEqual(['to 20'])
  expect(textsSince(recent, 21)).toEqual([])
  expect(textsSince(recent, 1, { epoch: 'f' })).toEqual([])
  expect(textsSince(recent, 1, { sensor: 'b' })).toEqual([])
})

test('remembers at least half of its bytes and at most all of them', () => {
  const recent = createRecentBatches(100_000)
  for (let seq = 1; seq <= 1000; seq++) recent.remember({ ...place, lastSeq: seq }, batch('x'.repeat(600)))
  const known = textsSince(recent, 1).length
  expect(known).toBeGreaterThanOrEqual(49)
  expect(known).toBeLessThanOrEqual(100)
  expect(textsSince(recent, 1000)).toHaveLength(1)
})

test('looks through a megabyte and the newest batch at most', () => {
  const recent = createRecentBatches(100_000_000)
  for (let seq = 1; seq <= 100; seq++) recent.remember({ ...place, lastSeq: seq }, batch('x'.repeat(100_000)))
  const found = textsSince(recent, 1)
  expect(found.length).toBeGreaterThan(5)
  expect(found.length).toBeLessThan(15)
})
