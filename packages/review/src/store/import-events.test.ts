import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { canonicalJson, createReader, type StoredEvent } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import { readEventFiles } from '../read-event-files.ts'
import {
  lines,
  sampleDirectory,
  sampleEpoch,
  sampleEvent,
  sampleGroup,
  sampleSensor,
  sampleStart,
  sampleTimeUs,
} from '../sample-events.ts'
import { anyLine } from '../verify/odd-lines-for-tests.ts'
import { importEvents } from './import-events.ts'
import { openStore } from './open-store.ts'

vi.setConfig({ testTimeout: 60_000 })

async function rowsOf(store: string, sql = 'SELECT * FROM events ORDER BY time, received, seq') {
  const opened = await openStore(store)
  try {
    return await opened.rows<EventRow>(sql)
  } finally {
    await opened.close()
  }
}

/** What the one reader makes of the same files. */
async function readSimply(directory: string) {
  const reader = createReader()
  const kept: string[] = []
  const conflicting = new Set<string>()
  const unreadable: string[] = []
  for await (const entry of readEventFiles(directory)) {
    if (entry.status === 'unreadable') unreadable.push(`${entry.file}:${entry.line}`)
    else {
      const reading = reader.read(entry.event)
      if (reading !== 'double') kept.push(canonicalJson({ ...entry.event, received: 0 }))
      if (reading === 'conflict') conflicting.add(idOf(entry.event))
    }
  }
  return { kept: kept.sort(), conflicting: [...conflicting].sort(), unreadable: unreadable.sort() }
}

const idOf = (event: StoredEvent) => `${event.sensor}/${event.epoch}/${event.seq}`

const finished = [
  '10-20.ndjson',
  `${sampleGroup}/20-30.ndjson`,
  '30-40.ndjson',
  `${sampleGroup}/40-50.ndjson`,
]
const anyFiles = fc.array(fc.array(anyLine, { maxLength: 40 }), { minLength: 1, maxLength: finished.length })

test('keeps of any lines what the one reader keeps, by value, and names the same lines as unreadable', async () => {
  const property = fc.asyncProperty(anyFiles, async files => {
    const contents = files.map(
      (texts, at) => [finished[at], texts.map(text => `${text}\n`).join('')] as const,
    )
    await using source = await sampleDirectory(Object.fromEntries(contents))
    await using store = await sampleDirectory()
    const report = await importEvents(source.path, store.path)
    const expected = await readSimply(source.path)
    const rows = await rowsOf(store.path)
    const events = rows.map(row => eventOfRow(row))
    expect(events.map(event => canonicalJson({ ...event, received: 0 })).sort()).toEqual(expected.kept)
    const marked = rows.filter(({ conflict }) => conflict === true).map(row => idOf(eventOfRow(row)))
    expect([...new Set(marked)].sort()).toEqual(expected.conflicting)
    expect(report.unreadable.first.map(({ file, line }) => `${file}:${line}`).sort()).toEqual(
      expected.unreadable,
    )
  })
  await fc.assert(property, { numRuns: 15, endOnFailure: true })
})

test('gives the same value back for integers beyond 2^53, duplicate keys and lone surrogates', async () => {
  const { seq: _, ...event } = sampleEvent(1)
  const odd = [
    `${JSON.stringify({ ...event, seq: 1 }).slice(0, -1)},"big":9007199254740993}`,
    `${JSON.stringify({ ...event, seq: 2 }).slice(0, -1)},"twice":1,"twice":2}`,
    `${JSON.stringify({ ...event, seq: 3 }).slice(0, -1)},"path":"/\\ud800"}`,
    `${JSON.stringify({ ...event, seq: 4 }).slice(0, -1)},"tab":1,"tab":2}`,
    `${JSON.stringify({ ...event, seq: 5 }).slice(0, -1)},"nested":{"a":[1e400,-0,0.1,123456789012345678901]}}`,
    `${JSON.stringify({ ...event, seq: 6 }).slice(0, -1)},"Path":"/other","time ":1}`,
    `${JSON.stringify({ ...event, seq: 7 }).slice(0, -1)},"text":"\\u0000 \\" , ] } NaN"}`,
  ]
  await using source = await sampleDirectory({ '10-20.ndjson': odd.map(line => `${line}\n`).join('') })
  await using store = await sampleDirectory()
  await importEvents(source.path, store.path)
  const rows = await rowsOf(store.path, 'SELECT * FROM events ORDER BY seq')
  expect(rows.map(row => canonicalJson(eventOfRow(row)))).toEqual(
    odd.map(line => canonicalJson(JSON.parse(line))),
  )
})

test.each([' ', '\t', '\r', ' \t '])(
  'takes no line whose last comma is followed by %j and no field',
  async space => {
    const [good, bad] = [sampleEvent(1), sampleEvent(2)].map(event => JSON.stringify(event))
    const text = `${good}\n${bad?.slice(0, -1)},${space}}\n`
    await using source = await sampleDirectory({ '10-20.ndjson': text })
    await using store = await sampleDirectory()
    const { events, unreadable } = await importEvents(source.path, store.path)
    expect([events, unreadable.first.map(({ line }) => line)]).toEqual([1, [2]])
  },
)

test('adds nothing when it runs again, nor when the same files come from elsewhere', async () => {
  const events = [sampleStart(), ...Array.from({ length: 500 }, (_, index) => sampleEvent(index + 2))]
  await using source = await sampleDirectory({ [`${sampleGroup}/10-20.ndjson`]: lines(events) })
  await using elsewhere = await sampleDirectory()
  await using store = await sampleDirectory()
  expect(await importEvents(source.path, store.path)).toMatchObject({ events: 501, doubles: 0 })
  expect(await importEvents(source.path, store.path)).toMatchObject({ events: 0, doubles: 0, bytes: 0 })
  await cp(source.path, join(elsewhere.path, 'copy'), { recursive: true })
  expect(await importEvents(join(elsewhere.path, 'copy'), store.path)).toMatchObject({
    events: 0,
    doubles: 501,
  })
  expect(await rowsOf(store.path)).toHaveLength(501)
})

test('shows a conflict with an event of an earlier import on both', async () => {
  await using first = await sampleDirectory({ '10-20.ndjson': lines([sampleEvent(1), sampleEvent(2)]) })
  await using second = await sampleDirectory({
    '30-40.ndjson': lines([sampleEvent(1, { path: '/other', received: sampleTimeUs + 86_400_000_000 })]),
  })
  await using store = await sampleDirectory()
  await importEvents(first.path, store.path)
  expect(await importEvents(second.path, store.path)).toMatchObject({ events: 1, conflicts: 1 })
  const rows = await rowsOf(store.path, 'SELECT seq, conflict FROM events ORDER BY seq, path')
  expect(rows).toEqual([
    { seq: 1, conflict: true },
    { seq: 1, conflict: true },
    { seq: 2, conflict: false },
  ])
})

test.each(['original', 'moved'])(
  'keeps one copy of a moved event when the %s one came first',
  async first => {
    const original = sampleEvent(1)
    const moved = sampleEvent(1, { epoch: '00000000000000bb', seq: 7, was: { epoch: sampleEpoch, seq: 1 } })
    const [one, two] = first === 'original' ? [original, moved] : [moved, original]
    await using before = await sampleDirectory({ '10-20.ndjson': lines([one]) })
    await using after = await sampleDirectory({ '30-40.ndjson': lines([two]) })
    await using store = await sampleDirectory()
    await importEvents(before.path, store.path)
    expect(await importEvents(after.path, store.path)).toMatchObject({ events: 0, doubles: 1 })
    const removed = await rowsOf(store.path, 'SELECT epoch, "fromSeq", "toSeq", why FROM removed')
    expect(removed).toEqual([{ epoch: two.epoch, fromSeq: two.seq, toSeq: two.seq, why: 'double' }])
  },
)

test('tells label, device and user as of the time of an event, also over imports', async () => {
  const told = (seq: number, fields: object) => sampleStart({ seq, time: sampleTimeUs + seq, ...fields })
  await using first = await sampleDirectory({
    '10-20.ndjson': lines([
      sampleEvent(1),
      told(2, { label: 'finance', device: 'laptop-7', user: 'ann' }),
      sampleEvent(3),
      told(4, { label: 'finance', device: 'laptop-7', user: 'bob' }),
    ]),
  })
  await using second = await sampleDirectory({ '30-40.ndjson': lines([sampleEvent(5)]) })
  await using store = await sampleDirectory()
  await importEvents(first.path, store.path)
  await importEvents(second.path, store.path)
  const rows = await rowsOf(store.path, 'SELECT label, device, "user" FROM events ORDER BY seq')
  expect(rows.map(({ user }) => user)).toEqual(['ann', 'ann', 'ann', 'bob', 'bob'])
  expect(new Set(rows.map(({ label, device }) => `${label} ${device}`))).toEqual(
    new Set(['finance laptop-7']),
  )
})

const typed = (seq: number, reference: number) =>
  sampleEvent(seq, {
    type: 'TextInput',
    textHash: '',
    hostname: undefined,
    path: undefined,
    windowLocationReference: reference,
  })

test('tells the host of a page that came after it was asked for in vain', async () => {
  await using files = await sampleDirectory({
    '10-20.ndjson': lines([typed(1, sampleTimeUs + 2)]),
    '30-40.ndjson': lines([sampleEvent(2, { hostname: 'mail.example.com' })]),
    '50-60.ndjson': lines([typed(3, sampleTimeUs + 2)]),
  })
  await using store = await sampleDirectory()
  await importEvents(files.path, store.path, { batchBytes: 1 })
  const rows = await rowsOf(store.path, 'SELECT hostname FROM events ORDER BY seq')
  expect(rows.map(({ hostname }) => hostname)).toEqual([null, 'mail.example.com', 'mail.example.com'])
})

test('tells the host of the page that an event refers to, also of an earlier import', async () => {
  await using first = await sampleDirectory({
    '10-20.ndjson': lines([sampleEvent(1, { hostname: 'mail.example.com' }), typed(2, sampleTimeUs + 1)]),
  })
  await using second = await sampleDirectory({
    '30-40.ndjson': lines([typed(3, sampleTimeUs + 1), typed(4, 7)]),
  })
  await using store = await sampleDirectory()
  await importEvents(first.path, store.path)
  await importEvents(second.path, store.path)
  const rows = await rowsOf(store.path, 'SELECT hostname FROM events ORDER BY seq')
  expect(rows.map(({ hostname }) => hostname)).toEqual([
    'mail.example.com',
    'mail.example.com',
    'mail.example.com',
    null,
  ])
})

test("reads the first Weaklayer's arrays, whose events have neither epoch nor received", async () => {
  const { epoch: _, seq: __, received: ___, ...event } = sampleEvent(1)
  const events = [event, { ...event, time: event.time + 1 }, event]
  await using source = await sampleDirectory({ '10-1763760000999999.json': JSON.stringify(events, null, 2) })
  await using store = await sampleDirectory()
  expect(await importEvents(source.path, store.path)).toMatchObject({ events: 2, doubles: 1 })
  const [row] = await rowsOf(store.path)
  expect(eventOfRow(row as EventRow)).toEqual({ ...event, received: 1_763_760_000_999_999 })
})

test('keeps when hosts were seen first, for each sensor and for all', async () => {
  const other = '3f2a9c1b-0000-8000-8000-000000000002'
  const events = [sampleEvent(5), sampleEvent(2), sampleEvent(9, { sensor: other })]
  await using source = await sampleDirectory({ '10-20.ndjson': lines(events) })
  await using store = await sampleDirectory()
  await importEvents(source.path, store.path)
  const seen = await rowsOf(
    store.path,
    'SELECT sensor, "firstTime", "lastTime", events FROM first_seen ORDER BY sensor',
  )
  expect(seen).toEqual([
    { sensor: sampleSensor, firstTime: sampleTimeUs + 2, lastTime: sampleTimeUs + 5, events: 2 },
    { sensor: other, firstTime: sampleTimeUs + 9, lastTime: sampleTimeUs + 9, events: 1 },
    { sensor: null, firstTime: sampleTimeUs + 2, lastTime: sampleTimeUs + 9, events: 3 },
  ])
})

test('keeps a refused event once, and names lines that are none', async () => {
  const letter = {
    received: 9,
    sensor: sampleSensor,
    group: sampleGroup,
    code: 'EVENT_INVALID',
    message: 'no',
    event: { type: 7 },
  }
  await using source = await sampleDirectory({
    [`dead-letter/${sampleGroup}/10-20.ndjson`]: `${lines([letter, letter])}not one\n`,
  })
  await using store = await sampleDirectory()
  const report = await importEvents(source.path, store.path)
  expect(report).toMatchObject({ deadLetters: 1, unreadable: { count: 1, first: [{ line: 3 }] } })
  expect(await rowsOf(store.path, 'SELECT * FROM dead_letters')).toEqual([{ ...letter, event: '{"type":7}' }])
})
