import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { generateEvents } from '../generate/generate-events.ts'
import { planGeneration } from '../generate/generation-plan.ts'
import { parseQuery } from '../query/parse-query.ts'
import { eraseSensor } from '../store/erase-sensor.ts'
import { importEvents } from '../store/import-events.ts'
import type { Manifest } from '../store/manifest.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { retainStore } from '../store/retain-store.ts'
import { facets, usualFacets } from './facets.ts'
import { firstSeen } from './first-seen.ts'
import { histogram } from './histogram.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

const hourUs = 3_600_000_000

let base: string
/** The same store with counts, and as one that was written before there were any. */
let counted: Store
let plain: Store
let times: { first: number; last: number }
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'weaklayer-counts-'))
  const planned = planGeneration({ events: 60_000, sensors: 40, groups: 2 })
  if (planned.status === 'impossible') throw new Error(planned.why)
  generateEvents(join(base, 'events'), planned.plan)
  await importEvents(join(base, 'events'), join(base, 'store'))
  await withoutCounts(join(base, 'store'), join(base, 'plain'))
  counted = await openStore(join(base, 'store'))
  plain = await openStore(join(base, 'plain'))
  const all = counted.manifest().events
  times = {
    first: Math.min(...all.map(({ minTime }) => minTime)),
    last: Math.max(...all.map(({ maxTime }) => maxTime)),
  }
})
afterAll(async () => {
  await counted.close()
  await plain.close()
  await rm(base, { recursive: true, force: true })
})

async function withoutCounts(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true })
  await rm(join(to, 'counts'), { recursive: true })
  const path = join(to, 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Manifest
  for (const file of manifest.events) delete file.counts
  for (const file of manifest.firstSeen) delete file.totals
  await writeFile(path, JSON.stringify(manifest))
}

async function answers(store: Store) {
  return { histogram: await histogram(store), facets: await facets(store), hosts: await hostsSeen(store) }
}

async function hostsSeen(store: Store) {
  const { fields } = await facets(store, { fields: ['hostname'], top: 20 })
  const hosts = [...(fields[0]?.top.map(({ value }) => value) ?? []), 'never.example', '%', 'a"b']
  return await Promise.all(hosts.map(async value => await firstSeen(store, { kind: 'host', value })))
}

function queryOf(text: string) {
  const read = parseQuery(text, { nowUs: 1 })
  if (read.status === 'ok') return read.query
  throw new Error(read.message)
}

/** How many statements a store is asked meanwhile. */
async function statements(store: Store, act: (watched: Store) => Promise<unknown>): Promise<number> {
  let count = 0
  const rows: Store['rows'] = (sql, parameters) => {
    count++
    return store.rows(sql, parameters)
  }
  const large: Store['parts'] = async wanted =>
    (await store.parts(wanted)).filter(({ rows: events }) => events >= 1000)
  await act({ ...store, rows, parts: large })
  return count
}

test('a question about everything is answered by counts alone', async () => {
  expect(counted.manifest().events.some(({ counts }) => counts !== undefined)).toBe(true)
  expect(await statements(counted, histogram)).toBe(0)
  expect(await statements(counted, facets)).toBe(0)
  const asked = { kind: 'host', value: 'never.example' } as const
  expect(await statements(counted, store => firstSeen(store, asked))).toBe(0)
  expect(await statements(plain, histogram)).toBe(1)
})

test('counts give what the events give', async () => {
  expect(await answers(counted)).toEqual(await answers(plain))
})

test.each([1, 1_000_000, hourUs / 2, hourUs, 5 * hourUs, 24 * hourUs, 1e9 * hourUs])(
  'bars of %d µs are the same',
  async widthUs => {
    const week = { fromUs: times.last - 7 * 24 * hourUs, toUs: times.last - hourUs }
    const asked = widthUs < 1_000_000 ? { widthUs, fromUs: times.last - 1_000_000_000 } : { widthUs, ...week }
    const bars = await histogram(counted, asked)
    expect(bars).toEqual(await histogram(plain, asked))
    expect(JSON.stringify(bars)).toBe(JSON.stringify(await histogram(plain, asked)))
  },
)

test('any time gives the same, with pieces in part in it', async () => {
  const span = times.last - times.first
  for (let step = 0; step < 12; step++) {
    const asked = {
      fromUs: times.first + Math.floor((span * step) / 20),
      toUs: times.last - Math.floor((span * (step % 5)) / 17),
    }
    expect(await histogram(counted, asked)).toEqual(await histogram(plain, asked))
    for (const top of [1, 3, 10, 1000])
      expect(await facets(counted, { ...asked, top })).toEqual(await facets(plain, { ...asked, top }))
  }
})

test.each([
  'type:TextInput',
  'time>2026-09-25',
  'time>2026-09-25 time<2026-10-03T04:05',
  '-time>2026-10-01',
  'mail',
])('`%s` gives the same', async text => {
  const query = queryOf(text)
  expect(await histogram(counted, { query })).toEqual(await histogram(plain, { query }))
  expect(await facets(counted, { query })).toEqual(await facets(plain, { query }))
})

test.each([[['hostname', 'type']], [['type', 'tab']], [['sensor']], [['filled', 'filled']]] as const)(
  'facets of %j are the same',
  async fields => {
    expect(await facets(counted, { fields })).toEqual(await facets(plain, { fields }))
  },
)

test('the usual facets are counted', async () => {
  expect((await facets(counted)).fields.map(({ field }) => field)).toEqual(usualFacets)
})

test('counts and totals that are damaged cost time only', async () => {
  const copy = join(base, 'damaged')
  await cp(counted.directory, copy, { recursive: true })
  const { events, firstSeen: seen } = counted.manifest()
  const paths = [...events.map(({ counts }) => counts), ...seen.map(({ totals }) => totals)]
  for (const [index, file] of paths.filter(one => one !== undefined).entries()) {
    const path = join(copy, file.path)
    if (index % 3 === 0) await rm(path)
    else if (index % 3 === 1) await truncate(path, Math.floor(file.bytes / 2))
    else await writeFile(path, (await readFile(path, 'utf8')).replaceAll(/\d+\]\]?\n/g, '0]\n'))
  }
  const store = await openStore(copy)
  expect(await answers(store)).toEqual(await answers(plain))
  expect(store.faults).toEqual([])
  await store.close()
})

test('a file of events that is damaged or gone is named, in spite of its counts', async () => {
  const copy = join(base, 'gone')
  await cp(counted.directory, copy, { recursive: true })
  const [first, second] = counted.manifest().events.filter(({ counts }) => counts !== undefined)
  await rm(join(copy, first?.path ?? ''))
  await truncate(join(copy, second?.path ?? ''), 1000)
  const store = await openStore(copy)
  const { events } = await histogram(store)
  expect(events).toBe((await histogram(plain)).events - (first?.rows ?? 0) - (second?.rows ?? 0))
  expect(store.faults.map(({ path }) => path).sort()).toEqual([first?.path, second?.path].sort())
  expect((await facets(store)).events).toBe(events)
  await store.close()
})

test('what was erased or is too old is in no counts', async () => {
  const copy = join(base, 'erased')
  await cp(counted.directory, copy, { recursive: true })
  const manifest = JSON.parse(await readFile(join(copy, 'manifest.json'), 'utf8')) as Manifest
  // Its event files are those of the other stores here.
  await writeFile(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, sources: {} }))
  const { fields } = await facets(counted, { fields: ['sensor', 'device'] })
  const sensor = fields[0]?.top[0]?.value ?? ''
  const [{ device = '' } = {}] = await counted.rows<{ device: string }>(
    'SELECT "device" FROM events WHERE "sensor" = $sensor AND "device" IS NOT NULL LIMIT 1',
    { sensor },
  )
  const held = await textsOf(copy)
  for (const text of [sensor, device]) expect(held).toContain(text)
  await eraseSensor(copy, sensor)
  const left = await textsOf(copy)
  for (const text of [sensor, device]) expect(left).not.toContain(text)
  await sameWithoutCounts(copy)
  await retainStore(copy, { nowUs: times.last, retention: { '*': 10 } })
  await sameWithoutCounts(copy)
})

async function textsOf(directory: string): Promise<string> {
  const entries = await readdir(join(directory, 'counts'), { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  expect(files.length).toBeGreaterThan(0)
  return (
    await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')))
  ).join('')
}

async function sameWithoutCounts(directory: string): Promise<void> {
  const other = join(base, 'other')
  await rm(other, { recursive: true, force: true })
  await withoutCounts(directory, other)
  const [store, without] = [await openStore(directory), await openStore(other)]
  expect(await answers(store)).toEqual(await answers(without))
  await store.close()
  await without.close()
}
