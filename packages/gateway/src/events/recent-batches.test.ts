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

test('remembers as many bytes as it may, and as many batches', () => {
  const recent = createRecentBatches(100_000)
  for (let seq = 1; seq <= 1000; seq++) recent.remember({ ...place, lastSeq: seq }, batch('x'.repeat(600)))
  expect(textsSince(recent, 1)).toHaveLength(166)
  expect(textsSince(recent, 1000)).toHaveLength(1)
  for (let seq = 1001; seq <= 2000; seq++) recent.remember({ ...place, lastSeq: seq }, batch('y'))
  expect(textsSince(recent, 1001)).toHaveLength(250)
})

test('tells lines and dead letters apart, also where the ring begins anew', () => {
  const recent = createRecentBatches(1000)
  for (let seq = 1; seq <= 50; seq++) {
    const lines = Buffer.from(`line ${seq}\n`.repeat(seq % 7))
    const letters = seq % 3 === 0 ? [`letter ${seq} ü\n`, `another ${seq}\n`] : []
    recent.remember({ ...place, lastSeq: seq }, { lines, letters })
    const [newest] = recent.since({ ...place, firstSeq: seq })
    expect(newest).toEqual({ lines, letters: letters.map(letter => letter.trimEnd()) })
  }
})

test('what is larger than the ring is not remembered, and what was there is forgotten', () => {
  const recent = createRecentBatches(1000)
  recent.remember({ ...place, lastSeq: 1 }, batch('small'))
  recent.remember({ ...place, lastSeq: 2 }, batch('x'.repeat(1001)))
  expect(textsSince(recent, 1)).toEqual([])
})

test('looks through a megabyte and the newest batch at most', () => {
  const recent = createRecentBatches(100_000_000)
  for (let seq = 1; seq <= 100; seq++) recent.remember({ ...place, lastSeq: seq }, batch('x'.repeat(100_000)))
  const found = textsSince(recent, 1)
  expect(found.length).toBeGreaterThan(5)
  expect(found.length).toBeLessThan(15)
})
