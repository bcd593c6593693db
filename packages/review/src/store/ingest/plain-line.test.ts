import { canonicalJson, type StoredEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { openDuck } from '../../duck/duck.ts'
import { eventColumns } from '../../query/event-columns.ts'
import { type EventRow, eventOfRow } from '../../query/event-row.ts'
import { sampleEvent } from '../../sample-events.ts'
import { selectRows } from './line-rules.ts'
import { isPlainLine } from './plain-line.ts'

const duck = await openDuck({ threads: 1 })
afterAll(() => duck.close())

/** The events that the database takes, by line. */
async function taken(lines: readonly string[]): Promise<Map<string, unknown>> {
  await duck.run('CREATE OR REPLACE TABLE written (line VARCHAR)')
  await duck.run('INSERT INTO written SELECT unnest($lines)', { lines })
  const rows = await duck.rows<EventRow & { text: string; line: string | null }>(
    `SELECT r.*, w.line AS text FROM (${selectRows('written')}) r POSITIONAL JOIN written w`,
  )
  return new Map(rows.filter(({ line }) => line === null).map(row => [row.text, eventOfRow(row)]))
}

const location: StoredEvent = {
  ...sampleEvent(1, { tab: 7, port: 3000, windowReference: 1_790_000_000_000_000 }),
  incognito: true,
}
const { time, epoch, seq, windowReference, tab, incognito, sensor, group, received } = location
const text: StoredEvent = {
  ...{ type: 'TextInput', time, epoch, seq, windowReference, tab, incognito },
  ...{ textHash: 'SkakaLn5ToMlJ01E0zqJX0neDP9viY0PoG7nAgSZyNs=', textLength: 3000, inputType: 'text' },
  ...{ hashKeyId: '10db43b92a641c50', filled: false, sensor, group, received },
}

/** Ways to write one value in more or fewer characters than `JSON.stringify`, some of them another value. */
const values: ((value: unknown) => string)[] = [
  value => JSON.stringify(value),
  value => JSON.stringify(String(value)),
  value => `${JSON.stringify(value)} `,
  value => ` ${JSON.stringify(value)}  `,
  value => (typeof value === 'number' ? value.toExponential() : JSON.stringify(value)),
  value => (typeof value === 'number' ? `${value / 1000}e3` : JSON.stringify(value)),
  value => (typeof value === 'number' ? `"${value / 1000}e3"` : JSON.stringify(value)),
  value => (typeof value === 'number' ? `${value}.4` : JSON.stringify(value)),
  ...['1', '12', '0', '-1', 'true', 'false', 'null', '{}', '[]', '[1]', '""', '"1"', '"true"', '"t"'].map(
    text => () => text,
  ),
  ...[
    '9.5',
    '99.5',
    '1e3',
    '5e15',
    '1e20',
    '"1e3"',
    '-0',
    'NaN',
    '-Infinity',
    '9007199254740993',
    '"a\\u0062"',
  ].map(text => () => text),
]
/** What is no UUID is refused later. */
const fieldsOf = (event: object) =>
  Object.keys(event).filter(field => field !== 'sensor' && field !== 'group')
const more = fc.constantFrom(
  '',
  '',
  '',
  ',"":1',
  ',"tab":1',
  ',"tab":"1"',
  ',"x":{"tab":7}',
  ',"path":"/"',
  ' ',
)
const change = (event: object) => fc.tuple(fc.constantFrom(...fieldsOf(event)), fc.constantFrom(...values))
const lineOf = (event: StoredEvent) =>
  fc.tuple(fc.array(change(event), { maxLength: 3 }), more, fc.boolean()).map(([changes, end, turned]) => {
    const written = new Map(Object.entries(event).map(([field, value]) => [field, JSON.stringify(value)]))
    for (const [field, write] of changes) written.set(field, write(event[field]))
    const members = [...written].map(([field, value]) => `"${field}":${value}`)
    return `{${(turned ? members.reverse() : members).join(',')}${end}}`
  })
const line = fc.oneof(lineOf(location), lineOf(text))

test('takes a line, in whatever way it is written, only with the values that JSON.parse gives', async () => {
  const property = fc.asyncProperty(fc.array(line, { minLength: 1000, maxLength: 1000 }), async lines => {
    for (const [text, event] of await taken(lines))
      expect(canonicalJson(event), text).toBe(canonicalJson(JSON.parse(text)))
  })
  await fc.assert(property, { numRuns: 10, endOnFailure: true })
})

test.each(['time', 'received', 'sensor', 'group'])(
  'takes no line with another field as long in place of %s, which every event has',
  async missing => {
    const key = missing.replace(/^./, 'x')
    const written = JSON.stringify(location).replace(`"${missing}":`, `"${key}":`)
    expect(await taken([written])).toEqual(new Map())
  },
)

const wire = eventColumns.filter(column => 'wireField' in column || column.name === 'hostname')

test.each([
  [true, sampleEvent(1)],
  [true, sampleEvent(1000, { time: 1_790_000_000_000_000, hostname: '10.0.0.1', path: '/\u00e9\u{1f600}' })],
  [true, { ...location, epoch: '1234567890123456' }],
  [true, text],
  [true, { ...text, inputType: 'true', epoch: '1234567890e23456' }],
  [true, { type: 'Window', time, epoch, seq, tab, isTopLevelWindow: true, sensor, group, received }],
  [false, { ...text, path: '/' }],
  [false, { ...text, type: 'Status' }],
  [false, { ...text, type: 'Later' }],
  [false, sampleEvent(1, { other: 1 })],
  [false, sampleEvent(1, { path: '/"' })],
  [false, sampleEvent(1, { tab: -1 })],
  [false, sampleEvent(1, { tab: 2 ** 53 - 1 })],
])('says %s of %j', async (plain, event) => {
  const written = JSON.stringify(event)
  const shape = wire.map(({ name, sqlType }) => `"${name}":"${sqlType === 'BLOB' ? 'VARCHAR' : sqlType}"`)
  const rows = await duck.rows(
    `SELECT ${isPlainLine(wire)} AS plain FROM (
      SELECT line, event.* FROM (SELECT line, json_transform(line, '{${shape.join(',')}}') AS event FROM (SELECT $written AS line)))`,
    { written },
  )
  expect(rows).toEqual([{ plain }])
})
