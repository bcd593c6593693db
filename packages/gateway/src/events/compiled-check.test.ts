import { checkEvent } from '@weaklayer/wire'
import { eventFixtures } from '@weaklayer/wire/fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesSchema } from './compiled-check.ts'

type Event = Record<string, unknown>

const fixtures = Object.values(eventFixtures).flatMap(({ valid, invalid }) => [...valid, ...invalid])
const events = fixtures.map(({ value }) => value).filter(isObject)
const isValid = (event: Event) => checkEvent(event).status === 'valid'

function isObject(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

test('every fixture is judged as zod judges it', () => {
  expect(events.length).toBeGreaterThan(100)
  for (const event of events) expect([event, matchesSchema(event)]).toEqual([event, isValid(event)])
})

test('any event with any field replaced or taken away is judged as zod judges it', () => {
  const edits = fc.record({
    event: fc.constantFrom(...events),
    field: fc.nat(),
    value: fc.oneof(
      fc.constant(undefined),
      fc.jsonValue(),
      fc.double(),
      fc.integer(),
      fc.string({ maxLength: 9000 }),
    ),
  })
  let invalid = 0
  fc.assert(
    fc.property(edits, ({ event, field, value }) => {
      const names = Object.keys(event)
      const edited = JSON.parse(
        JSON.stringify({ ...event, [names[field % names.length] ?? 'type']: value }),
      ) as Event
      if (!isValid(edited)) invalid++
      expect(matchesSchema(edited)).toBe(isValid(edited))
    }),
    { numRuns: 20_000 },
  )
  expect(invalid).toBeGreaterThan(5000)
})
