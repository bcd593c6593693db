import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { generateEvents } from '../generate/generate-events.ts'
import { planGeneration } from '../generate/generation-plan.ts'
import { compileQuery } from '../query/compile-query.ts'
import { parseQuery } from '../query/parse-query.ts'
import { requiredTexts } from '../query/required-texts.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore, type Store } from '../store/open-store.ts'
import { histogram } from './histogram.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 })

let base: string
let store: Store
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'weaklayer-texts-'))
  const planned = planGeneration({ events: 60_000, sensors: 110 })
  if (planned.status === 'impossible') throw new Error(planned.why)
  generateEvents(join(base, 'events'), planned.plan)
  await importEvents(join(base, 'events'), join(base, 'store'))
  store = await openStore(join(base, 'store'))
})
afterAll(async () => {
  await store.close()
  await rm(base, { recursive: true, force: true })
})

function queryOf(text: string) {
  const read = parseQuery(text, { nowUs: 1 })
  if (read.status === 'ok') return read.query
  throw new Error(read.message)
}

const filters = [
  'mail',
  'zzqqxxvv',
  'Chromium',
  '~q{7}z~',
  '~[A-Z]T-0~',
  'device:lt-0*',
  'version:0.1.0',
  '0.1.0 host:*',
  '~^/[a-z]+$~',
  String.raw`~\Amail~`,
  '~(?i-m:^mail)~',
  'path:/*s/?*',
  'host:*.com -mail',
]

test.each(filters)('`%s` counts the same events with the lists of texts as without', async text => {
  const query = queryOf(text)
  const { sql, parameters } = compileQuery(query)
  const [all] = await store.rows<{ events: number }>(
    `SELECT count(*) AS "events" FROM events WHERE ${sql}`,
    parameters,
  )
  expect((await histogram(store, { query })).events).toBe(all?.events)
})

test('a list that is damaged is named, and its events are found still', async () => {
  const query = queryOf('mail')
  const whole = await histogram(store, { query })
  const [listed] = (await store.parts()).filter(({ texts }) => texts !== undefined)
  const path = join(store.directory, listed?.texts ?? '')
  const content = await readFile(path)
  await writeFile(path, content.subarray(0, 100))
  const other = await openStore(store.directory)
  expect((await histogram(other, { query })).events).toBe(whole.events)
  expect((await histogram(other, { query: queryOf('zzqqxxvv') })).events).toBe(0)
  expect(other.faults).toMatchObject([{ path: listed?.texts }])
  await other.close()
  await writeFile(path, content)
})

test('pieces without the text are not read', async () => {
  const parts = await store.parts()
  const listed = parts.filter(({ texts }) => texts !== undefined)
  expect(listed.length).toBeGreaterThan(0)
  const without = await store.withTexts(parts, requiredTexts(queryOf('zzqqxxvv')))
  expect(without).toEqual(parts.filter(({ texts }) => texts === undefined))
  expect(await store.withTexts(listed, requiredTexts(queryOf('mail')))).toEqual(listed)
})
