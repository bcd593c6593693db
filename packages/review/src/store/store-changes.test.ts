import { readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { EventRow } from '../query/event-row.ts'
import {
  lines,
  sampleDirectory,
  sampleEvent,
  sampleGroup,
  sampleSensor,
  sampleStart,
} from '../sample-events.ts'
import { eraseSensor } from './erase-sensor.ts'
import { exportSensor, type SensorRecord } from './export-sensor.ts'
import { importEvents } from './import-events.ts'
import { compactStore } from './merge-files.ts'
import { openStore, type Store } from './open-store.ts'
import { retainStore } from './retain-store.ts'
import { openWriter } from './store-writer.ts'

vi.setConfig({ testTimeout: 60_000 })

const other = '3f2a9c1b-0000-8000-8000-000000000002'
const usPerDay = 86_400_000_000
const day = (number: number) => 20_000 * usPerDay + number * usPerDay

async function reading<Result>(directory: string, act: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(directory)
  try {
    return await act(store)
  } finally {
    await store.close()
  }
}

const seqs = (directory: string) =>
  reading(directory, async store =>
    (await store.rows<EventRow>('SELECT seq FROM events ORDER BY seq')).map(({ seq }) => seq),
  )

async function storeOfDays(files: Record<string, string>) {
  const source = await sampleDirectory(files)
  const store = await sampleDirectory()
  await importEvents(source.path, store.path)
  return { source, store }
}

test('a damaged file costs its own events only, and is named', async () => {
  const events = [1, 2, 3].map(seq => sampleEvent(seq, { received: day(seq) }))
  const { store } = await storeOfDays({ '10-20.ndjson': lines(events) })
  const [first, second] = (await reading(store.path, async opened => opened.manifest().events)).sort(
    (left, right) => left.minReceived - right.minReceived,
  )
  await truncate(join(store.path, first?.path ?? ''), 100)
  const middle = join(store.path, second?.path ?? '')
  const bytes = await readFile(middle)
  await writeFile(middle, bytes.fill(0xff, 4, bytes.length - 2500 > 4 ? bytes.length - 2500 : 200))
  await reading(store.path, async opened => {
    const rows = await opened.rows<EventRow>('SELECT * FROM events')
    expect(rows.map(({ seq }) => seq)).toEqual([3])
    const from = opened.from(await opened.parts())
    expect(await opened.rows(`SELECT * FROM ${from}`)).toHaveLength(1)
    expect(opened.faults.map(({ path }) => path).sort()).toEqual([first?.path, second?.path].sort())
  })
  await using more = await sampleDirectory({ '30-40.ndjson': lines([sampleEvent(4, { received: day(1) })]) })
  expect(await importEvents(more.path, store.path)).toMatchObject({ events: 1 })
  expect(await compactStore(store.path)).toBe(0)
  expect(await seqs(store.path)).toEqual([3, 4])
})

test('a wrong statement is no fault of a file', async () => {
  const { store } = await storeOfDays({ '10-20.ndjson': lines([sampleEvent(1)]) })
  await reading(store.path, async opened => {
    await expect(opened.rows('SELECT nothing FROM events')).rejects.toThrow(/nothing/)
    expect(opened.faults).toEqual([])
  })
})

test('merges many small files of a day into one, and a reader goes on with what it has', async () => {
  await using source = await sampleDirectory()
  await using store = await sampleDirectory()
  for (let seq = 1; seq <= 3; seq++) {
    await writeFile(join(source.path, `${seq}0-${seq}5.ndjson`), lines([sampleEvent(seq)]))
    await importEvents(source.path, store.path)
  }
  await reading(store.path, async before => {
    expect(before.manifest().events).toHaveLength(3)
    expect(await compactStore(store.path)).toBe(1)
    expect(await before.rows('SELECT seq FROM events')).toHaveLength(3)
    expect(await before.refresh()).toBe(true)
    expect(before.manifest().events).toHaveLength(1)
    expect(await before.refresh()).toBe(false)
  })
  expect(await seqs(store.path)).toEqual([1, 2, 3])
})

test('a second writer is refused, a reader is not', async () => {
  const { store } = await storeOfDays({ '10-20.ndjson': lines([sampleEvent(1)]) })
  const writer = await openWriter(store.path)
  await expect(openWriter(store.path)).rejects.toMatchObject({ code: 'STORE_IN_USE' })
  expect(await seqs(store.path)).toEqual([1])
  await writer.close()
  await (await openWriter(store.path)).close()
})

test('what is no store is said to be none', async () => {
  await using directory = await sampleDirectory()
  await expect(openStore(directory.path)).rejects.toMatchObject({ code: 'STORE_MISSING' })
})

test('keeps events as long as their type says, and an import does not bring the others back', async () => {
  const events = [
    sampleStart({ seq: 1, received: day(1), previous: undefined }),
    sampleEvent(2, { received: day(1) }),
    sampleEvent(3, { received: day(29) }),
  ]
  const { source, store } = await storeOfDays({ '10-20.ndjson': lines(events) })
  expect(await retainStore(store.path, { nowUs: day(40) })).toEqual({ events: 1, deadLetters: 0 })
  expect(await seqs(store.path)).toEqual([1, 3])
  const removed = await reading(store.path, opened =>
    opened.rows('SELECT "fromSeq", "toSeq", why, told FROM removed'),
  )
  expect(removed).toEqual([{ fromSeq: 2, toSeq: 2, why: 'retention', told: null }])
  expect(await retainStore(store.path, { nowUs: day(40) })).toEqual({ events: 0, deadLetters: 0 })
  await using copy = await sampleDirectory({
    '30-40.ndjson': await readFile(join(source.path, '10-20.ndjson'), 'utf8'),
  })
  expect(await importEvents(copy.path, store.path)).toMatchObject({ events: 0, doubles: 2, unwanted: 1 })
  expect(await retainStore(store.path, { nowUs: day(300) })).toEqual({ events: 2, deadLetters: 0 })
  const told = await reading(store.path, opened =>
    opened.rows<{ told: string }>('SELECT told FROM removed WHERE told IS NOT NULL'),
  )
  expect(JSON.parse(told[0]?.told ?? '')).toMatchObject({ type: 'Status', seq: 1, nextSeq: 2 })
})

test('erases a sensor everywhere, and no import brings it back', async () => {
  const letter = (sensor: string) => ({
    received: day(1),
    sensor,
    group: sampleGroup,
    code: 'EVENT_INVALID',
    message: 'no',
    event: {},
  })
  const events = [sampleEvent(1), sampleEvent(2, { sensor: other }), sampleEvent(3)]
  const { source, store } = await storeOfDays({
    [`${sampleGroup}/10-20.ndjson`]: lines(events),
    [`${sampleGroup}/20-30.json`]: JSON.stringify([sampleEvent(4), sampleEvent(5, { sensor: other })]),
    [`${sampleGroup}/.30.ndjson`]: lines([sampleEvent(6)]),
    [`dead-letter/${sampleGroup}/10-20.ndjson`]: lines([letter(sampleSensor), letter(other)]),
  })
  const report = await eraseSensor(store.path, sampleSensor)
  expect(report).toMatchObject({ events: 4, deadLetters: 1, files: 3, faulty: [] })
  expect(report.open).toEqual([join(source.path, sampleGroup, '.30.ndjson')])
  expect(await seqs(store.path)).toEqual([2, 5])
  for (const file of await readdir(source.path, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name.startsWith('.')) continue
    const text = await readFile(join(file.parentPath, file.name), 'utf8')
    expect([file.name, text.includes(sampleSensor), text.includes(other)]).toEqual([file.name, false, true])
  }
  const traces = await reading(store.path, opened =>
    opened.rows('SELECT "fromSeq", "toSeq", why FROM removed'),
  )
  expect(traces).toEqual([{ fromSeq: 1, toSeq: 6, why: 'erasure' }])
  await using copy = await sampleDirectory({ '30-40.ndjson': lines(events) })
  expect(await importEvents(copy.path, store.path)).toMatchObject({ events: 0, doubles: 1, unwanted: 2 })
  expect(await importEvents(source.path, store.path)).toMatchObject({ events: 0, doubles: 0, bytes: 0 })
  for (const folder of await readdir(store.path, { recursive: true, withFileTypes: true })) {
    if (folder.isFile() && folder.name.endsWith('.parquet'))
      expect((await readFile(join(folder.parentPath, folder.name))).includes('/page/1')).toBe(false)
  }
})

test('an erasure needs the whole id', async () => {
  await using store = await sampleDirectory()
  await expect(eraseSensor(store.path, "' OR true")).rejects.toMatchObject({ code: 'SENSOR_INVALID' })
})

test('exports all that is stored of one sensor', async () => {
  const { store } = await storeOfDays({
    '10-20.ndjson': lines([sampleEvent(1), sampleEvent(2, { sensor: other })]),
  })
  const records = await reading(store.path, async opened => {
    const found: SensorRecord[] = []
    for await (const record of exportSensor(opened, sampleSensor)) found.push(record)
    return found
  })
  expect(records).toEqual([
    { record: 'event', event: sampleEvent(1) },
    {
      record: 'firstSeen',
      kind: 'host',
      value: 'www.example.com',
      firstTime: sampleEvent(1).time,
      lastTime: sampleEvent(1).time,
      events: 1,
    },
  ])
})
