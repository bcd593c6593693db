import { expect, test } from 'vitest'
import { createRecentReader } from './recent-reader.ts'
import { sampleEpoch, sampleEvent } from './sample-events.ts'

const later = '00000000000000bb'

test('drops doubles and shows conflicts, as the reader that remembers everything', () => {
  const reader = createRecentReader()
  const again = { ...sampleEvent(1), received: 9 }
  const other = sampleEvent(1, { path: '/other' })
  const readings = [sampleEvent(1), again, other].map(event => reader.read(event))
  expect(readings).toEqual(['new', 'double', 'conflict'])
})

test('knows an event that was moved to another id, whichever came first', () => {
  const moved = sampleEvent(2, {
    ...sampleEvent(1),
    epoch: later,
    seq: 2,
    was: { epoch: sampleEpoch, seq: 1 },
  })
  for (const order of [
    [sampleEvent(1), moved],
    [moved, sampleEvent(1)],
  ]) {
    const reader = createRecentReader()
    expect(order.map(event => reader.read(event))).toEqual(['new', 'double'])
  }
})

test('forgets what was not seen for long, so that its memory has an end', () => {
  const reader = createRecentReader(2)
  for (const seq of [1, 2, 3]) expect(reader.read(sampleEvent(seq))).toBe('new')
  expect(reader.read(sampleEvent(3))).toBe('double')
  expect(reader.read(sampleEvent(1))).toBe('new')
})
