import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesAsSent } from './lines-as-sent.ts'
import { type Event, storedLine } from './stored-content.ts'

const limits = { eventBytes: 65_536, stringLength: 65_536 }
const end = ',"sensor":"$&","received":7}\n'
const epoch = '0123456789abcdef'
const note = (more: object = {}) => ({ type: 'Note', time: 1_763_760_000_123_000, epoch, seq: 1, ...more })

function linesOf(text: string, more = {}): string | undefined {
  const events = JSON.parse(`[${text}]`) as Event[]
  return linesAsSent({ text, bytes: Buffer.byteLength(text), events }, end, {
    ...limits,
    ...more,
  })?.toString()
}

const writtenAgain = (text: string) =>
  (JSON.parse(`[${text}]`) as Event[]).map(event => storedLine(JSON.stringify(event), end)).join('')

const textOf = (events: object[]) => JSON.stringify(events).slice(1, -1)

test.each([
  ['one event', [note()]],
  ['several', [note(), note({ seq: 2 }), note({ seq: 3, text: 'x' })]],
  ['a time of a whole second', [note({ time: 1_763_760_000_000_000 }), note({ seq: 2 })]],
  ['all kinds of plain values', [note({ a: true, b: false, c: null, d: 0, e: 100, f: 'é😀', g: '' })]],
])('%s: the lines are copied', (_what, events) => {
  const text = textOf(events)
  expect(linesOf(text)).toBe(writtenAgain(text))
})

test.each([
  ['an escape', textOf([note({ text: '"' })])],
  ['a nested value', textOf([note({ was: [1] })])],
  ['a fraction', textOf([note({ part: 0.5 })])],
  ['a key like a number', textOf([note({ 7: 1 })])],
  ['a negative number', textOf([note({ part: -1 })])],
  ['what the gateway says itself', textOf([note({ group: 'x' })])],
  ['an event that is invalid', textOf([note({ time: 'x' })])],
  ['objects that meet in a text', textOf([note({ text: 'a},{b' })])],
  ['a key that comes twice', `${textOf([note()]).slice(0, -1)},"seq":2}`],
  ['white space', textOf([note()]).replace(':', ': ')],
  ['a line feed between events', textOf([note(), note({ seq: 2 })]).replace('},{', '},\n{')],
  ['white space that makes up for a number', textOf([note()]).replace('123000,', '123e3 ,')],
  ['a number as long in other words', textOf([note({ part: 100 })]).replace('100', '1e2')],
  ['a whole second in other words', textOf([note({ part: 1_000_000 })]).replace('1000000', '    1e6')],
])('%s: not sure', (_what, text) => {
  expect(() => JSON.parse(`[${text}]`) as unknown).not.toThrow()
  expect(linesOf(text)).toBeUndefined()
})

test('an event that may be too long: not sure', () => {
  const text = textOf([note({ text: 'x'.repeat(900) })])
  expect(linesOf(text, { eventBytes: 3000 })).toBeDefined()
  expect(linesOf(text, { eventBytes: 2900 })).toBeUndefined()
  expect(linesOf(text, { stringLength: 900 })).toBeUndefined()
})

const space = fc.oneof({ weight: 30, arbitrary: fc.constant('') }, fc.constantFrom(' ', '  ', '   ', '\t'))
const number = fc.constantFrom(
  '0',
  '7',
  '100',
  '1e2',
  '1e3',
  '1000',
  '1E3',
  '100000',
  '1e5',
  '10e4',
  '1000e2',
  '1e10',
)
const string = fc.constantFrom('', 'a', '},{', '},{:', '{', ':1,', '0', '1e3').map(text => `"${text}"`)
const field = fc.tuple(
  space,
  fc.constantFrom('"a"', '"b"', '"},{"', '":"', '"0"'),
  space,
  fc.oneof(number, string),
  space,
)
const fields = fc
  .array(field, { maxLength: 5 })
  .map(all => all.map(([a, key, b, value, c]) => `,${a}${key}${b}:${value}${c}`).join(''))
const sentText = fc
  .array(fc.tuple(fields, space, space), { minLength: 1, maxLength: 4 })
  .map(all => all.map(([some, a, b]) => `${a}{"type":"Note","time":1000${some}}${b}`).join(','))

test('whatever is written how, lines are as if each event was written again, or not sure', () => {
  let copied = 0
  fc.assert(
    fc.property(sentText, text => {
      const lines = linesOf(text)
      if (lines === undefined) return
      copied++
      expect(lines).toBe(writtenAgain(text))
    }),
    { numRuns: 10_000 },
  )
  expect(copied).toBeGreaterThan(500)
})
