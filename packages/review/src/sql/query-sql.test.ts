import { readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { readManifest, writeManifest } from '../store/manifest.ts'
import { querySql } from './query-sql.ts'
import { sqlTestStore } from './store-for-sql-tests.ts'

// Each statement has a process of its own, which takes a while to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

test('answers one SELECT with its rows', async () => {
  await using store = await sqlTestStore()
  const sql =
    'SELECT hostname, count(*) AS n, max(time) > 0 AS late, NULL AS nothing FROM events GROUP BY ALL ORDER BY n'
  expect(await querySql(store.path, sql)).toEqual({
    rows: [
      { hostname: 'mail.example.com', n: 25, late: true, nothing: null },
      { hostname: 'www.example.com', n: 75, late: true, nothing: null },
    ],
    cutAt: null,
    faults: [],
  })
})

test('values that JSON has not come as text', async () => {
  await using store = await sqlTestStore()
  const sql =
    "SELECT 9007199254740993 AS big, '\\xC3\\xA9'::BLOB AS bytes, 'nan'::DOUBLE AS no, [1, NULL] AS list, {a: 1::HUGEINT} AS one"
  const { rows } = await querySql(store.path, sql)
  expect(rows).toEqual([
    { big: '9007199254740993', bytes: 'w6k=', no: 'NaN', list: [1, null], one: { a: 1 } },
  ])
})

test.each([
  [
    'a table that is not there',
    'SELECT * FROM event',
    /SQL_REFUSED.*there is no table event: the tables are events/,
  ],
  ['a column that is not there', 'SELECT hostnam FROM events', /SQL_FAILED.*hostnam/],
  ['a slip', 'SELECT FROM WHERE', /SQL_INVALID.*syntax error/],
])('says what is wrong with %s', async (_, sql, said) => {
  await using store = await sqlTestStore()
  const error = await querySql(store.path, sql).catch(thrown => thrown)
  expect(`${error.code} ${error.message}`).toMatch(said)
  expect(error.todo).toMatch(/\w/)
})

const endless: Record<string, string> = {
  'a recursive query':
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t',
  'a cross join': 'SELECT count(*) FROM range(1000000) a, range(1000000) b, events',
  'a regular expression over everything':
    "SELECT count(*) FROM events, range(100000000) r(i) WHERE regexp_matches(path || i::VARCHAR, '(a+)+b')",
}

test.each(Object.entries(endless))('%s without an end is killed at its time limit', async (_, sql) => {
  await using store = await sqlTestStore()
  await expect(querySql(store.path, sql, { timeMs: 2000 })).rejects.toMatchObject({
    code: 'SQL_TIME_LIMIT',
    message: 'the statement was ended after 2 s',
  })
})

const hungry: Record<string, string> = {
  'a list': 'SELECT len(list(i)) FROM range(1000000000) t(i)',
  'a sort':
    'SELECT * FROM (SELECT md5(i::VARCHAR) AS x FROM range(1000000000) t(i)) ORDER BY x LIMIT 1 OFFSET 900000000',
  'a hash table': 'SELECT count(DISTINCT md5(i::VARCHAR)) FROM range(1000000000) t(i)',
  'a text that the database does not count':
    "SELECT list(repeat('x', 500000000 + i::INTEGER)) FROM range(20) t(i)",
  'a text that no program can hold': "SELECT repeat('x', 4000000000)",
}

test.each(Object.entries(hungry))('%s that needs too much memory ends', async (_, sql) => {
  await using store = await sqlTestStore()
  await expect(querySql(store.path, sql, { memoryBytes: 128e6, timeMs: 50_000 })).rejects.toMatchObject({
    code: expect.stringMatching(/^SQL_(MEMORY_LIMIT|FAILED)$/),
  })
})

test('a statement nested too deep ends its own process only', async () => {
  await using store = await sqlTestStore()
  const sql = `SELECT ${'('.repeat(200_000)}1${')'.repeat(200_000)}`
  await expect(querySql(store.path, sql)).rejects.toMatchObject({ code: expect.stringMatching(/^SQL_/) })
})

test('a long answer is cut at its limits', async () => {
  await using store = await sqlTestStore()
  const many = await querySql(store.path, 'SELECT i FROM range(1000000000) t(i)', { rows: 50 })
  expect(many).toEqual({ rows: Array.from({ length: 50 }, (_, i) => ({ i })), cutAt: 'rows', faults: [] })
  const wide = await querySql(store.path, "SELECT repeat('x', 100000) AS x FROM range(1000)", {
    bytes: 1_000_000,
  })
  expect([wide.rows.length, wide.cutAt]).toEqual([9, 'bytes'])
})

test('whoever asked can stop it', async () => {
  await using store = await sqlTestStore()
  const signal = AbortSignal.timeout(200)
  await expect(querySql(store.path, endless['a cross join'] ?? '', { signal })).rejects.toMatchObject({
    code: 'SQL_STOPPED',
  })
})

test('a link in the store that leads elsewhere is refused and named', async () => {
  await using store = await sqlTestStore()
  await rename(store.parquet, join(store.outside, 'moved.parquet'))
  await symlink(join(store.outside, 'moved.parquet'), store.parquet)
  await expect(querySql(store.path, 'SELECT 1')).rejects.toMatchObject({
    code: 'STORE_FILE_OUTSIDE',
    message: expect.stringContaining('.parquet of the store is a link'),
  })
})

test('a manifest that names a file outside of the store is refused', async () => {
  await using store = await sqlTestStore()
  const manifest = await readManifest(store.path)
  await writeFile(join(store.outside, 'x.parquet'), '')
  const [file] = manifest?.events ?? []
  if (manifest === undefined || file === undefined) throw new Error('no store')
  await writeManifest(store.path, { ...manifest, events: [{ ...file, path: '../x.parquet' }] })
  await expect(querySql(store.path, 'SELECT 1')).rejects.toMatchObject({ code: 'STORE_FILE_OUTSIDE' })
})

const damages: Record<string, (file: string) => Promise<void>> = {
  'is not there': file => rm(file),
  'is cut off': file => truncate(file, 100),
  'has other bytes in its middle': async file => {
    const bytes = await readFile(file)
    await writeFile(file, bytes.fill(0xff, 4, Math.floor(bytes.length / 2)))
  },
}

test.each(Object.entries(damages))('a file that %s is named, and the others answer', async (_, damage) => {
  await using store = await sqlTestStore()
  await store.addDay()
  await damage(store.parquet)
  const { rows, faults } = await querySql(
    store.path,
    'SELECT count(DISTINCT path || hostname) AS n FROM events',
  )
  expect(rows).toEqual([{ n: 1 }])
  expect(faults).toEqual([
    { path: expect.stringMatching(/^events\/.*\.parquet$/), message: expect.stringMatching(/^is /) },
  ])
  expect(store.parquet).toContain(faults[0]?.path)
})

test('a directory without a store is told', async () => {
  await expect(querySql('/nowhere', 'SELECT 1')).rejects.toMatchObject({ code: 'STORE_MISSING' })
})
