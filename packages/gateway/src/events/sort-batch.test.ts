import { expect, test } from 'vitest'
import type { RecentEvents } from './recent-events.ts'
import { sortBatch } from './sort-batch.ts'

const origin = { sensor: crypto.randomUUID(), group: crypto.randomUUID(), receivedUs: 7 }
const limits = { eventBytes: 65_536, stringLength: 65_536 }

/** Sorts events and returns how many characters each turn looked at. */
async function turnsOf(events: object[]) {
  const turns = [0]
  const recent: RecentEvents = {
    look(_id, content) {
      turns.push((turns.pop() ?? 0) + content.length)
      return 'new'
    },
    remember: () => undefined,
  }
  const breathe = async () => void turns.push(0)
  const sorted = await sortBatch(events, { origin, limits, recent, breathe })
  return { turns, sorted }
}

const event = (seq: number, characters: number) => ({
  type: 'Note',
  time: 1,
  epoch: '0123456789abcdef',
  seq,
  text: 'x'.repeat(characters),
})

test.each([
  ['many small events', Array(1000).fill(200)],
  ['events of 60 KiB', Array(60).fill(60_000)],
  ['events that are too large', Array(20).fill(250_000)],
])('no turn sorts more than 64 KiB and one event: %s', async (_what, sizes: number[]) => {
  const { turns, sorted } = await turnsOf(sizes.map((size, index) => event(index + 1, size)))
  const largest = Math.max(...sizes) + 300
  expect(Math.max(...turns)).toBeLessThanOrEqual(65_536 + largest)
  const total = turns.reduce((sum, characters) => sum + characters)
  expect(total).toBeGreaterThan(200_000)
  const done = sorted.status === 'sorted' ? sorted.lines.length + sorted.refused.length : 0
  expect(done).toBe(sizes.length)
})

test('what an event says of sensor, group and received is overwritten, whatever it says besides', async () => {
  const given = [
    {},
    { type: 'Note', time: 1 },
    { type: 'Note', time: 1, received: 1 },
    { type: 'Note', time: 1, sensor: 'x', other: 2 },
    { group: 'x', type: 'Note', time: 1 },
    JSON.parse('{"type":"Note","time":1,"__proto__":{"a":1}}') as object,
    JSON.parse('{"type":"Note","time":1,"__proto__":{"a":1},"received":5}') as object,
  ]
  const { sorted } = await turnsOf(given)
  if (sorted.status !== 'sorted') throw new Error(sorted.status)
  expect(sorted.refused.map(line => JSON.parse(line) as unknown)).toMatchObject([{ event: {} }])
  for (const [index, line] of sorted.lines.entries()) {
    const { received: _, ...said } = given[index + 1] as Record<string, unknown>
    const { sensor, group, receivedUs: received } = origin
    const stored = JSON.parse(line) as Record<string, unknown>
    expect(stored).toEqual(JSON.parse(JSON.stringify({ ...said, sensor, group, received })))
    expect(Object.hasOwn(stored, '__proto__')).toBe(Object.hasOwn(said, '__proto__'))
  }
  expect(sorted.lines).toHaveLength(6)
})
