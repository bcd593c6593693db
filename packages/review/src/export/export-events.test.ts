import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { canonicalJson } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { openDuck } from '../duck/duck.ts'
import { lines, sampleDirectory, sampleEvent } from '../sample-events.ts'
import { importEvents } from '../store/import-events.ts'
import { openStore } from '../store/open-store.ts'
import { exportEvents } from './export-events.ts'

const hostile = { path: '/\u001b[31m=1\u202e', later: { list: [1, { x: null }], __proto__x: 1 } }
const events = [
  sampleEvent(1, hostile),
  sampleEvent(2, { type: 'TextInput', textHash: '+/8=', textLength: 8, inputType: '=1' }),
  sampleEvent(3, { hostname: 'other.example.org', port: 8080, incognito: true }),
]
const all = { sql: 'true', parameters: {} }

async function exported() {
  const directory = await sampleDirectory({ 'events/10-20.ndjson': lines(events) })
  const path = join(directory.path, 'store')
  await importEvents(join(directory.path, 'events'), path)
  const store = await openStore(path)
  return {
    store,
    path: (name: string) => join(directory.path, name),
    async [Symbol.asyncDispose]() {
      await store.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

function collector() {
  const chunks: Buffer[] = []
  const stream = new Writable({
    highWaterMark: 16,
    write: (chunk, _, done) => {
      chunks.push(chunk)
      setImmediate(done)
    },
  })
  return { stream, bytes: () => Buffer.concat(chunks) }
}

test('NDJSON has every event as it was, in ASCII, in the order of time', async () => {
  await using made = await exported()
  const steps: [number, number][] = []
  const onProgress = (...step: [number, number]) => void steps.push(step)
  const to = made.path('out.ndjson')
  expect(await exportEvents(made.store, { format: 'ndjson', query: all, to, onProgress })).toBe(3)
  const text = readFileSync(to, 'utf8')
  expect(text).toMatch(/^[\n\x20-\x7e]*$/)
  const read = text
    .trimEnd()
    .split('\n')
    .map(line => canonicalJson(JSON.parse(line)))
  expect(read).toEqual(events.map(event => canonicalJson(event)))
  expect(steps).toEqual([
    [0, 3],
    [3, 3],
  ])
})

test('a query chooses, with parameters', async () => {
  await using made = await exported()
  const { stream, bytes } = collector()
  const query = { sql: '"hostname" = $q1', parameters: { q1: 'other.example.org' } }
  expect(await exportEvents(made.store, { format: 'csv', query, to: stream })).toBe(1)
  const rows = bytes().toString().trimEnd().split('\n')
  expect(rows).toHaveLength(2)
  expect(rows[0]).toMatch(/^"time","received","type","sensor","group"/)
  expect(rows[1]).toContain('"other.example.org"')
  expect(stream.writableEnded).toBe(false)
})

test.each(['file', 'stream'])('Parquet has the columns of the store, to a %s', async where => {
  await using made = await exported()
  const { stream, bytes } = collector()
  const path = made.path('out.parquet')
  const to = where === 'file' ? path : stream
  const query = { sql: '"port" >= $q1', parameters: { q1: 80 } }
  expect(await exportEvents(made.store, { format: 'parquet', query, to })).toBe(1)
  if (where === 'stream') writeFileSync(path, bytes())
  const duck = await openDuck()
  expect(await duck.rows(`SELECT "hostname", "port", "incognito" FROM '${path}'`)).toEqual([
    { hostname: 'other.example.org', port: 8080, incognito: true },
  ])
  duck.close()
})

test.each(['ndjson', 'parquet'] as const)(
  'an export to %s that fails leaves what was there, and nothing else',
  async format => {
    await using made = await exported()
    const to = made.path('out')
    writeFileSync(to, 'the one before')
    const before = readdirSync(made.path(''))
    const query = { sql: `error('no') IS NULL`, parameters: {} }
    await expect(exportEvents(made.store, { format, query, to })).rejects.toThrow('no')
    expect(readFileSync(to, 'utf8')).toBe('the one before')
    expect(readdirSync(made.path(''))).toEqual(before)
    await expect(
      exportEvents(made.store, { format, query: all, to: made.path('no/folder/x') }),
    ).rejects.toThrow()
  },
)

test('it can be stopped', async () => {
  await using made = await exported()
  const to = made.path('out.ndjson')
  const signal = AbortSignal.abort()
  await expect(exportEvents(made.store, { format: 'ndjson', query: all, to, signal })).rejects.toThrow(
    /abort/i,
  )
  expect(readdirSync(made.path(''))).not.toContain('out.ndjson')
})
