import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contentHash, createReader, eventId } from './reader.ts'
import type { StoredEvent } from './stored-event.ts'

const event: StoredEvent = {
  type: 'Window',
  time: 1_763_760_000_000_000,
  sensor: 'a3bb189e-8bf9-8888-9912-ace4e6543002',
  group: '68886d61-572b-41a5-8edd-93a564fb5ba3',
  received: 1_763_760_000_000_500,
  epoch: '0123456789abcdef',
  seq: 7,
}
const { epoch: _, seq: __, ...withoutEpoch } = event

test('the id is sensor, epoch and seq', () => {
  expect(eventId(event)).toBe(`${event.sensor}/0123456789abcdef/7`)
})

test('without epoch the id is sensor, type, time and the hash of the content', () => {
  expect(eventId(withoutEpoch)).toBe(`${event.sensor}/Window/${event.time}/${contentHash(withoutEpoch)}`)
})

test('the hash of a content is fixed for ever', () => {
  expect(contentHash(event)).toBe('4s+CIzK//brjmnO8s9oTuvZsIUIhGlIHVslmKb+GGv0=')
})

const readings: [what: string, second: StoredEvent, reading: string][] = [
  ['the same event', { ...event }, 'double'],
  ['the same event received later by another gateway', { ...event, received: 9 }, 'double'],
  [
    'the same event with its fields in another order',
    Object.fromEntries(Object.entries(event).reverse()) as StoredEvent,
    'double',
  ],
  ['the same id with another field', { ...event, tab: 1 }, 'conflict'],
  ['the same id with another type', { ...event, type: 'Other' }, 'conflict'],
  ['the same id with another lone surrogate', { ...event, note: '\ud800' }, 'conflict'],
  ['another seq', { ...event, seq: 8 }, 'new'],
  ['another epoch', { ...event, epoch: 'fedcba9876543210' }, 'new'],
  ['another sensor', { ...event, sensor: event.group }, 'new'],
  ['the same content without epoch', withoutEpoch, 'new'],
]

test.each(readings)('after an event, %s is read as %s', (...row) => {
  const [, second, reading] = row
  const reader = createReader()
  expect(reader.read(event)).toBe('new')
  expect(reader.read(second)).toBe(reading)
  expect(reader.read(second)).toBe('double')
  expect(reader.read(event)).toBe('double')
})

test('without epoch, other content is another event and never a conflict', () => {
  const reader = createReader()
  expect(reader.read(withoutEpoch)).toBe('new')
  expect(reader.read({ ...withoutEpoch, tab: 1 })).toBe('new')
  expect(reader.read({ ...withoutEpoch, received: 3 })).toBe('double')
})

test('whatever is repeated in whatever order, every id and content is kept exactly once', () => {
  const some = fc.record({ seq: fc.integer({ min: 1, max: 5 }), tab: fc.nat(2) })
  fc.assert(
    fc.property(fc.array(some), fc.infiniteStream(fc.nat()), (originals, received) => {
      const reader = createReader()
      const kept = originals
        .map(fields => ({ ...event, ...fields, received: received.next().value as number }))
        .filter(one => reader.read(one) !== 'double')
      const contents = kept.map(one => `${one.seq}/${one.tab}`)
      expect(new Set(contents).size).toBe(contents.length)
      expect(new Set(contents)).toEqual(new Set(originals.map(one => `${one.seq}/${one.tab}`)))
    }),
  )
})
