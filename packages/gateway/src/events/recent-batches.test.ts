import { expect, test } from 'vitest'
import { createRecentBatches } from './recent-batches.ts'

const place = { sensor: 'a', epoch: 'e' }
const batch = (text: string) => ({
  sent: Buffer.from(text),
  encoding: 'identity' as const,
  bytes: text.length,
})
const textsSince = (recent: ReturnType<typeof createRecentBatches>, firstSeq: number, more = {}) =>
  recent.since({ ...place, firstSeq, ...more }).map(({ sent }) => String(sent))

test('finds what has a seq from there on, newest first, of that epoch and sensor only', () => {
  const recent = createRecentBatches(1_000_000)
  recent.remember({ ...place, lastSeq: 10 }, recent.keep(batch('to 10')))
  recent.remember({ ...place, lastSeq: 20 }, recent.keep(batch('to 20')))
  expect(textsSince(recent, 1)).toEqual(['to 20', 'to 10'])
  expect(textsSince(recent, 11)).toEqual(['to 20'])
  expect(textsSince(recent, 20)).toEqual(['to 20'])
  expect(textsSince(recent, 21)).toEqual([])
  expect(textsSince(recent, 1, { epoch: 'f' })).toEqual([])
  expect(textsSince(recent, 1, { sensor: 'b' })).toEqual([])
})

test('remembers as many bytes as it may, and as many batches', () => {
  const recent = createRecentBatches(100_000)
  for (let seq = 1; seq <= 1000; seq++)
    recent.remember({ ...place, lastSeq: seq }, recent.keep(batch('x'.repeat(600))))
  expect(textsSince(recent, 1)).toHaveLength(166)
  expect(textsSince(recent, 1000)).toHaveLength(1)
  for (let seq = 1001; seq <= 2000; seq++)
    recent.remember({ ...place, lastSeq: seq }, recent.keep(batch('y')))
  expect(textsSince(recent, 1001)).toHaveLength(500)
})

test('gives back what was sent, also where the ring begins anew', () => {
  const recent = createRecentBatches(1000)
  for (let seq = 1; seq <= 50; seq++) {
    const sent = Buffer.from(`batch ${seq} ü\n`.repeat(1 + (seq % 7)))
    const one = { sent, encoding: seq % 3 === 0 ? ('gzip' as const) : ('identity' as const), bytes: 10 * seq }
    recent.remember({ ...place, lastSeq: seq }, recent.keep(one))
    expect(recent.since({ ...place, firstSeq: seq })).toEqual([one])
  }
})

test('what is larger than the ring is not remembered, and what was there is forgotten', () => {
  const recent = createRecentBatches(1000)
  recent.remember({ ...place, lastSeq: 1 }, recent.keep(batch('small')))
  recent.remember({ ...place, lastSeq: 2 }, recent.keep(batch('x'.repeat(1001))))
  expect(textsSince(recent, 1)).toEqual([])
})

test('looks through a megabyte and the newest batch at most', () => {
  const recent = createRecentBatches(100_000_000)
  for (let seq = 1; seq <= 100; seq++)
    recent.remember({ ...place, lastSeq: seq }, recent.keep(batch('x'.repeat(100_000))))
  const found = textsSince(recent, 1)
  expect(found.length).toBeGreaterThan(5)
  expect(found.length).toBeLessThan(15)
})
