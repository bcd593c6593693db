import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatEventLine } from './format-event-line.ts'
import { plainJson, plainText } from './plain-text.ts'
import { sampleEvent, sampleStart, sampleTimeUs } from './sample-events.ts'

const bare = { protocol: undefined, hostname: undefined, path: undefined, search: undefined, hash: undefined }
const utc = { colour: false, utc: true }

describe('a line says what happened', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['an address', {}, 'WindowLocation  https://www.example.com/page/1'],
    [
      'a port and a query',
      { port: 8443, search: '?q=' },
      'WindowLocation  https://www.example.com:8443/page/1?q=',
    ],
    ['a tab and a private window', { tab: 4, incognito: true }, '/page/1, private window, tab 4'],
    ['a page', { ...bare, type: 'Window', isTopLevelWindow: true }, 'Window          page started'],
    [
      'a password',
      { ...bare, type: 'TextInput', inputType: 'password', textLength: 8, textHash: 'q83vASNFZ4mrze8=' },
      'TextInput       password, 8+ characters, hash q83vASNFZ4…',
    ],
    [
      'an enrolment',
      { ...bare, type: 'Install', isNewInstall: true, label: 'two words', userAgent: 'UA', address: '::1' },
      'Install         enrolled, label "two words", from ::1, browser UA',
    ],
    [
      'a drop',
      {
        ...bare,
        type: 'Dropped',
        reason: 'quota',
        count: 3,
        ranges: [
          [4, 5],
          [9, 9],
        ],
      },
      'Dropped         3 events given up, reason quota, seq 4–5 9',
    ],
    [
      'a type of the future',
      { ...bare, type: 'Download', bytes: 5, name: 'a b' },
      'Download        bytes=5, name="a b"',
    ],
    ['a late arrival', { received: sampleTimeUs + 7_200_000_001 }, '/page/1  (arrived 2 h later)'],
  ])('%s', (_, fields, expected) => {
    const line = formatEventLine(sampleEvent(1, fields), utc)
    expect(line).toContain(expected)
    expect(line).toMatch(/^2025-11-21 21:20:00\.000Z {2}3f2a9c1b {2}/)
  })
})

test('text is placed where it was typed', () => {
  const event = sampleEvent(1, { ...bare, type: 'TextInput', inputType: 'text', textLength: 4, textHash: '' })
  const line = formatEventLine(event, { ...utc, place: { hostname: 'login.example.com', path: '/in' } })
  expect(line).toMatch(/text, 4\+ characters, too long for a hash, at login\.example\.com\/in$/)
})

test('a status and a conflict are told', () => {
  expect(formatEventLine(sampleStart(), { ...utc, conflict: true })).toMatch(
    /Status {10}browser started, policy ok, 0 queued, sensor 1 {2}\(CONFLICT: /,
  )
})

test('colours are there when asked for and only then', () => {
  expect(formatEventLine(sampleEvent(1), { colour: true })).toContain('\u001b[36mWindowLocation')
  expect(formatEventLine(sampleEvent(1), { colour: false })).not.toContain('\u001b')
})

test.each([
  ['a line feed', 'a\nb', 'a\\u{a}b'],
  ['an escape sequence', '\u001b[2J', '\\u{1b}[2J'],
  ['a C1 control', '\u009b31m', '\\u{9b}31m'],
  ['a carriage return', 'a\rb', 'a\\u{d}b'],
  ['right to left override', '\u202egnp.exe', '\\u{202e}gnp.exe'],
  ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
  ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
  ['a zero width space', 'pay\u200bpal', 'pay\\u{200b}pal'],
  ['an invisible tag', 'x\u{e0041}', 'x\\u{e0041}'],
  ['half a character', '\ud800', '\\u{d800}'],
  ['a backslash, so that escapes cannot be faked', '\\u{1b}', '\\\\u{1b}'],
  ['stacked marks', `e${'\u0301'.repeat(50)}`, `e${'\u0301'.repeat(3)}`],
  ['a no-break space', 'a\u00a0b', 'a\\u{a0}b'],
  ['ordinary text of any language', 'Grüße 日本 é', 'Grüße 日本 é'],
])('%s is made harmless', (_, text, expected) => {
  expect(plainText(text)).toBe(expected)
})

const hostile = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u

test('no event makes a second line or a control character, whatever its fields hold', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\u001b[1A', '\u202e', '\u009b2J', '\u2028'),
    fc.jsonValue(),
  )
  const fields = [
    'hostname',
    'path',
    'label',
    'inputType',
    'textHash',
    'reason',
    'count',
    'ranges',
    'userAgent',
    'x',
  ]
  const types = fc.oneof(
    fc.constantFrom('Install', 'Window', 'WindowLocation', 'TextInput', 'Status', 'Dropped', 'constructor'),
    fc.string({ unit: 'binary', minLength: 1 }),
  )
  const records = fc.record(Object.fromEntries(fields.map(name => [name, anything])))
  fc.assert(
    fc.property(
      types,
      records,
      fc.dictionary(fc.string({ unit: 'binary' }), anything),
      (type, known, unknown) => {
        const line = formatEventLine(sampleEvent(1, { ...unknown, ...known, type }), utc)
        expect(line).not.toMatch(hostile)
      },
    ),
  )
})

test('JSON for a terminal is the same value in ASCII', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const json = plainJson(value)
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(json).toMatch(/^[\x20-\x7e]*$/)
    }),
  )
})
