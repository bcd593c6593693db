import type { StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { compareWalk } from './compare.ts'
import { type ExpectedEvent, frameLoad, newAddress, pageLoad, text } from './expected-event.ts'

const sensor = '0b5e1f1c-6c0e-8a5b-9f2e-3f1d2c4b5a69'
const epoch = '00112233aabbccdd'
const page = 'http://127.0.0.1:4000/sign-in.html'

const expected: ExpectedEvent[] = [
  ...pageLoad(page),
  text('password', 'Ebb & Flöd', page),
  newAddress(`${page}#again`),
  text('password', 'Ebb & Flöd', `${page}#again`),
  text('text', 'mira', `${page}#again`),
  ...frameLoad('about:srcdoc'),
]

/** The time of each event is its seq, so that references are easy to read. */
function stored(seq: number, type: string, fields: object): StoredEvent {
  const common = { sensor, group: sensor, epoch, seq, time: seq, received: 1000 + seq }
  return { ...common, type, ...fields } as StoredEvent
}

function address(windowReference: number, path: string, hash = ''): object {
  const site = path.startsWith('/')
    ? { protocol: 'http:', hostname: '127.0.0.1', port: 4000 }
    : { protocol: 'about:', hostname: '' }
  return { ...site, path, search: '', hash, windowReference }
}

function typed(inputType: string, textHash: string, windowLocationReference: number): object {
  return { inputType, textHash, textLength: 4, hashKeyId: 'k', windowLocationReference }
}

const files: readonly StoredEvent[] = [
  stored(1, 'Status', { nextSeq: 2 }),
  stored(2, 'Window', { isTopLevelWindow: true }),
  stored(3, 'WindowLocation', address(2, '/sign-in.html')),
  stored(4, 'TextInput', typed('password', 'h1', 3)),
  stored(5, 'WindowLocation', address(2, '/sign-in.html', '#again')),
  stored(6, 'TextInput', typed('password', 'h1', 5)),
  stored(7, 'TextInput', typed('text', 'h2', 5)),
  stored(8, 'Window', { isTopLevelWindow: false }),
  stored(9, 'WindowLocation', address(8, 'srcdoc')),
  { type: 'Install', sensor, group: sensor, time: 1, received: 1 } as StoredEvent,
]

function check(lines: readonly StoredEvent[], lastSeq = 9, isNewSensor = true) {
  return compareWalk({ expected, stored: lines, record: { sensor, epoch, lastSeq }, isNewSensor })
}

function changed(seq: number, fields: object): StoredEvent[] {
  return files.map(event => (event.seq === seq ? { ...event, ...fields } : event))
}

test('finds nothing when the files hold exactly what was recorded and expected', () => {
  expect(check(files)).toEqual({
    recorded: 9,
    stored: 9,
    missing: 0,
    doubled: 0,
    byType: { Status: 1, Window: 2, WindowLocation: 3, TextInput: 3, Install: 1 },
    differences: [],
  })
})

test('takes the lines in any order, and leaves other sensors and other runs alone', () => {
  const others = [
    { ...(files[2] as StoredEvent), sensor: 'ffffffff-6c0e-8a5b-9f2e-3f1d2c4b5a69' },
    { ...(files[2] as StoredEvent), epoch: 'ffffffffffffffff' },
  ]

  expect(check([...files.toReversed(), ...others]).differences).toEqual([])
})

test.each(files.map(event => [event.type, event.seq ?? 'without seq', event] as const))(
  'reports a line that is removed from the files: %s %s',
  (_type, seq, removed) => {
    const report = check(files.filter(event => event !== removed))

    expect(report.missing).toBe(seq === 'without seq' ? 0 : 1)
    expect(report.differences.some(line => line.startsWith('missing: '))).toBe(true)
  },
)

test.each(
  files.filter(event => event.seq !== undefined).map(event => [event.type, event.seq, event] as const),
)('reports a line that is there twice: %s %s', (_type, seq, event) => {
  const report = check([...files, { ...event, received: 5000 }])

  expect(report.doubled).toBe(1)
  expect(report.differences).toEqual([expect.stringMatching(`^doubled: event ${seq} `)])
})

test('does not miss the Install event of a sensor that enrolled before', () => {
  const later = files.filter(event => event.type !== 'Install')

  expect(check(later, 9, false).differences).toEqual([])
})

test('reports an event that is stored with two contents', () => {
  const other = { ...(files[1] as StoredEvent), isTopLevelWindow: false }

  expect(check([...files, other]).differences).toEqual([
    'conflict: event 2 (Window) is stored with two contents',
  ])
})

test('reports what the sensor recorded and no file holds', () => {
  expect(check(files, 11)).toMatchObject({
    recorded: 11,
    stored: 9,
    missing: 2,
    differences: ['missing: event 10 of 11 is in no file', 'missing: event 11 of 11 is in no file'],
  })
})

test('reports what is stored beyond the record', () => {
  expect(check(files, 8).differences).toEqual([
    'unexpected: event 9 is stored, but the sensor recorded only 8',
  ])
})

test('reports an event that no action produces', () => {
  const extra = stored(10, 'WindowLocation', address(2, '/elsewhere.html'))

  expect(check([...files, extra], 10).differences).toEqual([
    'unexpected: WindowLocation of a tab: http://127.0.0.1:4000/elsewhere.html (expected 0, stored 1)',
  ])
})

test('reports a declared drop although nothing is missing then', () => {
  const drop = stored(10, 'Dropped', { reason: 'quota', count: 1, ranges: [[9, 9]] })
  const report = check([...files.filter(event => event.seq !== 9), drop], 10)

  expect(report.missing).toBe(0)
  expect(report.differences).toContain('unexpected: Dropped (quota): 1 events (expected 0, stored 1)')
})

const contents: [string, number, object, string][] = [
  ['another path', 3, { path: '/other.html' }, 'http://127.0.0.1:4000/other.html'],
  ['another host', 3, { hostname: 'localhost' }, 'http://localhost:4000/sign-in.html'],
  ['another fragment', 5, { hash: '' }, 'sign-in.html#again'],
  ['another kind of field', 4, { inputType: 'text' }, 'TextInput (text)'],
  ['a reference to nothing', 4, { windowLocationReference: 77 }, 'an unknown address'],
  ['a frame instead of a tab', 2, { isTopLevelWindow: false }, 'Window of a frame'],
  ['another hash for the same text', 6, { textHash: 'h3' }, 'another textHash for the same text'],
  ['the same hash for another text', 7, { textHash: 'h1' }, 'the textHash of another text'],
  ['no hash', 7, { textHash: '' }, 'no textHash'],
  ['more characters than were typed', 7, { textLength: 5 }, 'textLength 5 for 4 characters'],
  ['a password in clear', 5, { title: 'x Ebb & Flöd x' }, 'holds a password in clear'],
]

test.each(contents)('reports content that differs: %s', (...[, seq, fields, told]) => {
  expect(check(changed(seq, fields)).differences.join('\n')).toContain(told)
})

test('never tells what was typed', () => {
  const reports = contents.map(([, seq, fields]) => check(changed(seq, fields)))

  expect(JSON.stringify(reports)).not.toMatch(/Ebb & Fl/)
})
