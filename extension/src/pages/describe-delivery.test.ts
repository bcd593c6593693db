import { dropReasons } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import type { SensorView } from '../protocol.ts'
import { describeDelivery, describeDrops, eventName } from './describe-delivery.ts'
import { exampleNowMs, exampleView } from './example-view.ts'

const told = (changes: Partial<SensorView>) => describeDelivery(exampleView(changes), exampleNowMs)

test.each([
  [{ events: 0, bytes: 0, oldestAgeMs: 0 }, 'Nothing waits to be sent'],
  [{ events: 1, bytes: 300, oldestAgeMs: 59_000 }, '1 event waits (300 bytes)'],
  [{ events: 1, bytes: 300, oldestAgeMs: 120_000 }, '1 event waits (300 bytes), for 2 minutes'],
  [
    { events: 1200, bytes: 306_000, oldestAgeMs: 7_200_000 },
    '1,200 events wait (306 KB), the oldest for 2 hours',
  ],
])('says the queue %o as: %s', (queue, expected) => {
  expect(told({ queue }).queue).toBe(expected)
})

test('says the last delivery, how much in all, and what was sent', () => {
  const text = told({})
  expect(text.last?.text).toBe('2 minutes ago')
  expect(text.total).toBe('12,345 events sent in all')
  expect(text.sentLast[0]).toMatchObject({ name: 'Address of a page', host: 'www.example.org' })
  expect(text.sentLast.at(-1)).toMatchObject({ name: 'State of this extension', host: '' })
})

test('says that nothing was sent yet', () => {
  const text = told({ delivery: { lastEvents: [], deliveredTotal: 0 } })
  expect(text.total).toBe('Nothing has been sent yet')
  expect(text.last).toBeUndefined()
})

test.each([
  ['connected', 1, true],
  ['retrying', 1, true],
  ['not_enrolled', 1, true],
  ['connected', 0, false],
  ['refused', 1, false],
  ['misconfigured', 1, false],
  ['unconfigured', 1, false],
] as const satisfies [SensorView['connection']['state'], number, boolean][])(
  'offers to send while %s with %d waiting: %s',
  (state, events, expected) => {
    expect(told({ connection: { state }, queue: { events, bytes: 1, oldestAgeMs: 1 } }).canSend).toBe(
      expected,
    )
  },
)

test.each([
  ['TextInput', 'Fingerprint of typed text'],
  ['BrandNewType', 'BrandNewType'],
  ['constructor', 'constructor'],
])('calls %s "%s"', (type, name) => {
  expect(eventName(type)).toBe(name)
})

test('says every reason of the wire format in words', () => {
  const sentences = dropReasons.map(reason => describeDrops({ [reason]: { Window: 1 } })[0])
  expect(sentences.filter(sentence => sentence === undefined)).toEqual([])
  for (const [index, reason] of dropReasons.entries()) expect(sentences[index]).not.toBe(`1 event: ${reason}`)
})

test('adds the types of a reason up and leaves out what is zero', () => {
  const dropped = { quota: { Window: 2, TextInput: 3 }, flood: { Window: 0 }, later: { Window: 1 } }
  expect(describeDrops(dropped)).toEqual(['5 events: the store in this browser was full', '1 event: later'])
})
