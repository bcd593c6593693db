import { eventFixtures } from '@weaklayer/wire/fixtures'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseArray } from '../body/parse-array.ts'
import { createBatchSorter } from './batch-sorter.ts'
import { createKnownShapes, type KnownShapes } from './known-shapes.ts'
import type { SortOutcome } from './sort-events.ts'
import type { Event } from './stored-content.ts'

const origin = { sensor: crypto.randomUUID(), group: crypto.randomUUID(), receivedUs: 7 }
const limits = { eventBytes: 65_536, stringLength: 8192 }
const epoch = '0123456789abcdef'
const note = (more: object = {}) => ({ type: 'Note', time: 1_763_760_000_123_000, epoch, seq: 1, ...more })
const textOf = (events: object[]) => JSON.stringify(events).slice(1, -1)

function read(shapes: KnownShapes, text: string, more = {}) {
  const bytes = Buffer.from(`[${text}]`)
  return shapes.read({ bytes, from: 1, to: bytes.length - 1 }, { ...limits, ...more })
}

function learned(events: Event[]): KnownShapes {
  const shapes = createKnownShapes()
  for (const event of events) shapes.learn(event, limits)
  return shapes
}

/** Counts the texts that were read, so that a test can tell that some were. */
function counted(shapes: KnownShapes) {
  const counts = { read: 0 }
  const read: KnownShapes['read'] = (...given) => {
    const reading = shapes.read(...given)
    if (reading.status === 'read') counts.read++
    return reading
  }
  return { counts, shapes: { ...shapes, read } }
}

async function sort(text: string, shapes: KnownShapes): Promise<SortOutcome | string> {
  const arrayLimits = { values: 200_000, depth: 8, elements: 1000, elementBytes: 262_144 }
  const parsing = { limits: arrayLimits, breathe: async () => undefined }
  const sorter = createBatchSorter({ origin, limits, shapes, since: () => [], parsing })
  const parsed = await parseArray(Buffer.from(text), { ...parsing, taker: sorter })
  return parsed.status === 'ok' ? sorter.end() : parsed.status
}

test.each([
  ['one event', [note()]],
  ['several', [note(), note({ seq: 2 }), note({ seq: 30 })]],
  ['some that begin later', [note({ seq: 7 }), note({ seq: 8 })]],
  ['a time of a whole second', [note({ time: 1_763_760_000_000_000 }), note({ seq: 2 })]],
  ['the largest number that is read', [note({ big: 8_999_999_999_999_999 })]],
  ['all kinds of plain values', [note({ a: true, b: false, c: null, d: 0, e: 100, f: 'é😀', g: '' })]],
  ['what JSON escapes with a letter', [note({ text: '"\\\b\f\n\r\t' })]],
  ['a key that has to be escaped', [note({ 'a"é\\': 1 })]],
  ['objects that seem to meet in a text', [note({ text: 'a},{b' })]],
])('%s: is read once it is known', (_what, events) => {
  const shapes = createKnownShapes()
  expect(read(shapes, textOf(events))).toEqual({ status: 'unknown', index: 0 })
  for (const event of events) shapes.learn(event, limits)
  const seqs = { firstSeq: events[0]?.seq, lastSeq: events.at(-1)?.seq }
  expect(read(shapes, textOf(events))).toMatchObject({ status: 'read', events: { epoch, ...seqs } })
})

const plain = { text: 'x', part: 1, flag: true }

test.each([
  ['another value of the same kind', note({ ...plain, text: '', part: 0, flag: null }), 'read'],
  ['an escape without a letter', note({ ...plain, text: '\u0001' }), 'unknown'],
  ['a nested value', note({ ...plain, part: [1] }), 'unknown'],
  ['a fraction', note({ ...plain, part: 0.5 }), 'unknown'],
  ['a negative number', note({ ...plain, part: -1 }), 'unknown'],
  ['a number that may not be exact', note({ ...plain, part: 9_000_000_000_000_000 }), 'unknown'],
  ['a number for a text', note({ ...plain, text: 1 }), 'unknown'],
  ['a text for a flag', note({ ...plain, flag: 'true' }), 'unknown'],
  ['a time of zero', note({ ...plain, time: 0 }), 'unknown'],
  ['an epoch of another form', note({ ...plain, epoch: '0123456789ABCDEF' }), 'unknown'],
  ['another type', { ...note(plain), type: 'Other' }, 'unknown'],
  ['a field more', note({ ...plain, more: 1 }), 'unknown'],
  ['other order', { ...plain, ...note() }, 'unknown'],
])('%s: %s', (_what, event, status) => {
  expect(read(learned([note(plain)]), textOf([event])).status).toBe(status)
})

test.each([
  ['a key that comes twice', `${textOf([note()]).slice(0, -1)},"seq":2}`],
  ['white space', textOf([note()]).replace(':', ': ')],
  ['white space between events', textOf([note(), note({ seq: 2 })]).replace('},{', '}, {')],
  ['scientific notation', textOf([note()]).replace('123000,', '123e3,')],
  ['a zero before a number', textOf([note()]).replace('"seq":1', '"seq":01')],
  ['a letter that was escaped', textOf([note()]).replace('Note', '\\u004eote')],
  ['a slash that was escaped', textOf([note({ text: 'a/b' })]).replace('/', '\\/')],
  ['a comma at the end', `${textOf([note()])},`],
  ['nothing after a comma', `,${textOf([note()])}`],
  ['a text that does not end', textOf([note({ text: 'x' })]).slice(0, -2)],
  ['two epochs', textOf([note(), note({ epoch: 'f'.repeat(16), seq: 2 })])],
  ['a seq that comes twice', textOf([note(), note()])],
  ['a seq that goes back', textOf([note({ seq: 2 }), note()])],
  ['nothing', ''],
])('%s: has to be parsed', (_what, text) => {
  expect(read(learned([note(), note({ text: 'x' })]), text).status).toBe('unknown')
})

test.each([
  ['one that is invalid', note({ time: 'x' })],
  ['one without an epoch', { type: 'Note', time: 1 }],
  ['one whose type does not come first', { time: 1, epoch, seq: 1, type: 'Note' }],
  ['one whose type is no word', note({ type: 'a "note"' })],
  ['one that says what the gateway says', note({ group: 'x' })],
  ['one with a key like a number', note({ 7: 1 })],
  ['one with a nested value', note({ was: [1] })],
  [
    'one with a thousand fields',
    note(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n]))),
  ],
])('no shape is made of %s', (_what, event) => {
  expect(read(learned([event]), textOf([event]))).toEqual({ status: 'unknown', index: 0 })
})

const placed = ['"', '\\', '\u0000', '\u001f', ' ', '\u007f', 'é'].flatMap(character =>
  Array.from({ length: 9 }, (_, place) => ({ character, place })),
)

test.each(placed)('$character at place $place of a text: nothing is read that JSON refuses', async one => {
  const shapes = learned([note({ text: 'x' })])
  for (let behind = 0; behind < 6; behind++) {
    const value = 'a'.repeat(one.place) + one.character + 'b'.repeat(behind)
    const sent = textOf([note({ text: '' })]).replace('""', `"${value}"`)
    const json = `[${sent}]`
    expect(await sort(json, shapes)).toEqual(await sort(json, createKnownShapes()))
  }
})

test('what stands behind a text is no part of it', () => {
  const text = textOf([note(), note({ seq: 2 })])
  const bytes = Buffer.from(`[${text}]`)
  const shapes = learned([note()])
  const readTo = (to: number) => shapes.read({ bytes, from: 1, to }, limits)
  const whole = [1 + text.indexOf('},') + 1, bytes.length - 1]
  for (let to = 1; to < bytes.length; to++)
    expect(readTo(to).status).toBe(whole.includes(to) ? 'read' : 'unknown')
})

test.each([0, 1, 31, 32, 100])('a text is read where its memory goes on for %i bytes', spareBytes => {
  const text = textOf([note({ text: 'x' }), note({ text: 'y', seq: 2 })])
  const memory = Buffer.alloc(text.length + spareBytes, '"}')
  memory.write(text)
  const exact = Buffer.from(new Uint8Array(memory).buffer, 0, text.length)
  const reading = learned([note({ text: 'x' })]).read({ bytes: exact, from: 0, to: text.length }, limits)
  const ends = [text.indexOf('},') + 1, text.length]
  expect(reading).toMatchObject({ status: 'read', events: { count: 2, ends, firstSeq: 1, lastSeq: 2 } })
})

test('an event that is too long has to be parsed', () => {
  const event = note({ text: 'x'.repeat(900) })
  const bytes = textOf([event]).length
  const shapes = learned([event])
  expect(read(shapes, textOf([event]), { eventBytes: bytes }).status).toBe('read')
  expect(read(shapes, textOf([event]), { eventBytes: bytes - 1 }).status).toBe('unknown')
  expect(read(shapes, textOf([event]), { stringLength: bytes - 1 }).status).toBe('unknown')
})

test.each([
  ['of one type', (number: number) => note({ [`key${number}`]: 1 })],
  ['of many types', (number: number) => note({ type: `Note${number}` })],
])('of many shapes %s those that were used last are known', (_what, make) => {
  const isKnown = (shapes: KnownShapes, event: object) => read(shapes, textOf([event])).status === 'read'
  const shapes = learned([note()])
  for (let number = 0; number < 1000; number++) {
    shapes.learn(make(number), limits)
    expect(isKnown(shapes, note())).toBe(true)
  }
  expect(isKnown(shapes, make(999))).toBe(true)
  expect(isKnown(shapes, make(800))).toBe(false)
})

const isObject = (value: unknown): value is Event =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const fixtures = Object.values(eventFixtures).flatMap(({ valid, invalid }) => [...valid, ...invalid])
const samples = fixtures.map(({ value }) => value).filter(isObject)
const usual = [
  note({ text: 'x' }),
  { type: 'Window', time: 1, isTopLevelWindow: true, topLevelWindowReference: 0 },
]
const rarely = fc.integer({ min: 0, max: 3 }).map(number => number === 0)
const edit = fc.record({
  event: fc.oneof(fc.constantFrom<Event>(...usual), fc.constantFrom(...samples)),
  field: fc.nat(),
  value: fc.oneof(fc.string(), fc.nat(), fc.jsonValue(), fc.constantFrom(undefined, true, null, 1e21)),
  isEdited: rarely,
})
const batch = fc.array(edit, { minLength: 1, maxLength: 3 }).map(edits =>
  edits.map(({ event, field, value, isEdited }, index) => {
    const { sensor: _sensor, group: _group, ...others } = event
    const keys = Object.keys(others)
    const key = isEdited ? keys[field % keys.length] : undefined
    return { ...others, epoch, seq: index + 1, ...(key !== undefined && { [key]: value }) }
  }),
)
const slip = fc.record({
  at: fc.nat(),
  text: fc.constantFrom('', ' ', '"', '\\', '0', 'e3', ',', '}', '},{', 'é', '\n'),
  isMade: rarely,
})

test('whatever comes, a batch is sorted as if no shape were known', async () => {
  const { counts, shapes } = counted(createKnownShapes())
  await fc.assert(
    fc.asyncProperty(batch, slip, async (events, { at, text, isMade }) => {
      const whole = JSON.stringify(events)
      const place = at % whole.length
      const sent = isMade ? whole.slice(0, place) + text + whole.slice(place + 1) : whole
      expect(await sort(sent, shapes)).toEqual(await sort(sent, createKnownShapes()))
    }),
    { numRuns: 10_000 },
  )
  expect(counts.read).toBeGreaterThan(1000)
})
