import { expect, test } from 'vitest'
import { sortEvents, startSorting } from './sort-events.ts'

const origin = { sensor: crypto.randomUUID(), group: crypto.randomUUID(), receivedUs: 7 }
const limits = { eventBytes: 65_536, stringLength: 65_536 }

/** Sorts events and returns how many characters each turn looked at. */
async function turnsOf(events: object[]) {
  const turns = [0]
  const watched = events.map(one => whenFirstRead(one, length => turns.push((turns.pop() ?? 0) + length)))
  const breathe = async () => {
    turns.push(0)
    return undefined
  }
  return { turns, ...(await sort(watched, breathe)) }
}

async function sort(events: object[], breathe = async () => undefined) {
  const sorting = startSorting()
  const lines = await sortEvents(sorting, events as Record<string, unknown>[], {
    origin,
    limits,
    known: new Map(),
    breathe,
  })
  return { lines, sorting }
}

/** The same event, which tells the length of its JSON when that is made for the first time. */
function whenFirstRead(event: object, tell: (length: number) => void): object {
  let wasRead = false
  const toJSON = () => {
    if (!wasRead) tell(JSON.stringify(event).length)
    wasRead = true
    return event
  }
  return Object.defineProperty(structuredClone(event), 'toJSON', { value: toJSON })
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
  const { turns, sorting } = await turnsOf(sizes.map((size, index) => event(index + 1, size)))
  const largest = Math.max(...sizes) + 300
  expect(Math.max(...turns)).toBeLessThanOrEqual(65_536 + largest)
  const total = turns.reduce((sum, characters) => sum + characters)
  expect(total).toBeGreaterThan(200_000)
  expect(sorting.events + sorting.letters.length).toBe(sizes.length)
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
  const sorted = await sort(given)
  expect(sorted.sorting.letters.map(line => JSON.parse(line) as unknown)).toMatchObject([{ event: {} }])
  const lines = sorted.lines.toString().split('\n').slice(0, -1)
  for (const [index, line] of lines.entries()) {
    const { received: _, ...said } = given[index + 1] as Record<string, unknown>
    const { sensor, group, receivedUs: received } = origin
    const stored = JSON.parse(line) as Record<string, unknown>
    expect(stored).toEqual(JSON.parse(JSON.stringify({ ...said, sensor, group, received })))
    expect(Object.hasOwn(stored, '__proto__')).toBe(Object.hasOwn(said, '__proto__'))
  }
  expect([lines.length, sorted.sorting.events]).toEqual([6, 6])
})
