import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openLockedDuck } from './locked-duck.ts'
import { runStatement } from './run-statement.ts'
import type { SqlLine } from './sql-limits.ts'
import { sqlTestStore } from './store-for-sql-tests.ts'

/** Statements by what they try. PARQUET is a file of the store, SECRET one beside it, OUT a folder to write to. */
const attacks: Record<string, readonly string[]> = {
  'read a file': [
    "SELECT * FROM read_csv('SECRET')",
    "SELECT * FROM read_csv_auto('/etc/passwd')",
    "SELECT * FROM read_text('SECRET')",
    "SELECT * FROM read_blob('SECRET')",
    "SELECT * FROM read_json('SECRET')",
    "SELECT * FROM read_ndjson_objects('SECRET')",
    "SELECT * FROM read_parquet('OUT/other.parquet')",
    "SELECT * FROM parquet_scan('PARQUET')",
    "SELECT * FROM parquet_metadata('PARQUET')",
    "SELECT * FROM read_duckdb('OUT/x.db')",
    "SELECT * FROM sniff_csv('SECRET')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM 'SECRET'",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM 'PARQUET'",
    "SELECT * FROM 'PARQUET/../../../../../secret.txt'",
    "DESCRIBE 'SECRET'",
    "SUMMARIZE SELECT * FROM read_text('SECRET')",
    "SELECT (SELECT content FROM read_text('SECRET')) FROM events",
    "SELECT * FROM events WHERE path IN (SELECT content FROM read_text('SECRET'))",
    "WITH events AS (SELECT * FROM read_text('SECRET')) SELECT * FROM events",
    "SELECT * FROM events JOIN LATERAL (SELECT * FROM read_text('SECRET')) ON true",
    "SELECT * FROM events UNION ALL BY NAME SELECT * FROM read_text('SECRET')",
    "FROM (PIVOT read_text('SECRET') ON size IN (1) USING count(*))",
    "SELECT * FROM query('SELECT content FROM read_text(''SECRET'')')",
    "SELECT * FROM query_table(['SECRET'])",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT * FROM which_secret('s3://x', 's3')",
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_views()',
    "SELECT getenv('HOME')",
    "SELECT current_setting('secret_directory')",
    'SELECT * FROM information_schema.tables',
  ],
  'write a file': [
    "COPY (SELECT 1) TO 'OUT/a.csv'",
    "COPY (SELECT 1) TO 'PARQUET' (FORMAT parquet, USE_TMP_FILE false)",
    "COPY events TO 'OUT/a.parquet'",
    "EXPORT DATABASE 'OUT/dump'",
    "IMPORT DATABASE 'OUT'",
    "ATTACH 'OUT/a.db' AS other",
    "ATTACH 'PARQUET' AS other",
    "SELECT * FROM enable_logging(storage='file', storage_path='OUT/logs')",
    "CALL enable_logging(storage='file', storage_path='OUT/logs')",
    "SELECT * FROM enable_profiling(save_location='OUT/profile.json', format='json')",
    "SELECT write_log('x')",
    "SELECT system.main.write_log('x')",
    'CHECKPOINT',
    'SELECT * FROM force_checkpoint()',
    'COPY FROM DATABASE memory TO other',
    "PRAGMA profiling_output='OUT/profile.json'",
    'EXPLAIN ANALYZE SELECT 1',
  ],
  'change something': [
    'CREATE TABLE t AS SELECT 1',
    'CREATE OR REPLACE VIEW events AS SELECT 1 AS time',
    'CREATE MACRO f() AS 1',
    'CREATE SECRET (TYPE s3)',
    'DROP VIEW events',
    'INSERT INTO events VALUES (1)',
    'DELETE FROM events',
    'UPDATE events SET time = 1',
    'ALTER VIEW events RENAME TO other',
    'TRUNCATE events',
    'SET threads = 64',
    "SET memory_limit = '1TB'",
    'SET enable_external_access = true',
    'SET lock_configuration = false',
    "SET allowed_directories = ['/']",
    'RESET ALL',
    'PRAGMA enable_profiling',
    'PRAGMA database_list',
    'SET VARIABLE x = 1',
    'USE memory',
    'BEGIN',
    'VACUUM',
    'INSTALL httpfs',
    'LOAD httpfs',
    "LOAD 'OUT/evil.duckdb_extension'",
    'FORCE INSTALL httpfs FROM community',
    'UPDATE EXTENSIONS',
    'PREPARE p AS SELECT 1',
    'EXECUTE p',
    'CALL pragma_version()',
    'COMMENT ON VIEW events IS NULL',
  ],
  'hide behind another statement': [
    'SELECT 1; SELECT 2',
    "SELECT 1; COPY (SELECT 1) TO 'OUT/a.csv'",
    'SELECT 1;;;\n;CREATE TABLE t AS SELECT 1',
    'SELECT 1 /* ; */; INSTALL httpfs',
    'SELECT 1 -- ;\n; SET threads = 64',
    "SELECT 1 /* /* nested */ */; COPY (SELECT 1) TO 'OUT/a.csv'",
    "/* SELECT 1 */ COPY (SELECT 1) TO 'OUT/a.csv'",
    "SELECT $$;$$; COPY (SELECT 1) TO 'OUT/a.csv'",
    "SELECT ';'';'; COPY (SELECT 1) TO 'OUT/a.csv'",
    "SELECT 1\u0000; COPY (SELECT 1) TO 'OUT/a.csv'",
    "\u00a0COPY (SELECT 1) TO 'OUT/a.csv'",
    "SELECT 1；COPY (SELECT 1) TO 'OUT/a.csv'",
    'PIVOT events ON type USING count(*)',
    '-- nothing but a comment',
    '',
    'selec 1',
  ],
}

async function told(
  duck: Parameters<typeof runStatement>[0],
  sql: string,
  limits = { rows: 100, bytes: 1e6 },
) {
  const lines: SqlLine[] = []
  await runStatement(duck, { sql, limits }, async line => void lines.push(line))
  return lines
}

const filled = (sql: string, store: Awaited<ReturnType<typeof sqlTestStore>>) =>
  sql.replaceAll('SECRET', store.secret).replaceAll('PARQUET', store.parquet).replaceAll('OUT', store.outside)

test.each(Object.entries(attacks))('no statement can %s', async (_, statements) => {
  await using store = await sqlTestStore()
  const before = { files: readdirSync(store.outside, { recursive: true }).sort(), bytes: await store.bytes() }
  const duck = await openLockedDuck(store.path, { threads: 1, memoryBytes: 256e6 })
  for (const sql of statements) {
    const lines = await told(duck, filled(sql, store))
    expect(lines, sql).toEqual([
      {
        refusal: {
          code: expect.stringMatching(/^SQL_(REFUSED|INVALID)$/),
          message: expect.any(String),
          todo: expect.any(String),
        },
      },
    ])
    expect(JSON.stringify(lines)).not.toContain('canary')
  }
  // The database is as it was, and so are the files.
  expect(await told(duck, 'SELECT count(*) AS n FROM events')).toEqual([
    { row: { n: 100 } },
    { end: { cutAt: null, faults: [] } },
  ])
  duck.close()
  expect({
    files: readdirSync(store.outside, { recursive: true }).sort(),
    bytes: await store.bytes(),
  }).toEqual(before)
})

test('the database itself keeps statements from other files, settings and extensions, even where nobody judges them', async () => {
  await using store = await sqlTestStore()
  const duck = await openLockedDuck(store.path, { threads: 1, memoryBytes: 256e6 })
  const held = [
    "SELECT * FROM read_text('SECRET')",
    "SELECT * FROM read_csv('SECRET')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM 'SECRET'",
    "COPY (SELECT 1) TO 'OUT/a.csv'",
    "COPY events TO 'OUT/a.parquet' (FORMAT parquet)",
    "EXPORT DATABASE 'OUT/dump'",
    "ATTACH 'OUT/a.db'",
    'SET threads = 64',
    'SET lock_configuration = false',
    'INSTALL httpfs',
    'LOAD httpfs',
    "SELECT * FROM read_csv('https://example.com/x.csv')",
  ]
  for (const sql of held) await expect(duck.rows(filled(sql, store)), sql).rejects.toThrow()
  duck.close()
  expect(readdirSync(store.outside).sort()).toEqual(['events', 'secret.txt', 'store'])
})

test.each([
  ['SELECT hostname, count(*) AS n FROM events GROUP BY ALL ORDER BY n', 2],
  ["WITH mail AS (SELECT * FROM events WHERE hostname LIKE 'mail%') SELECT count(*) FROM mail", 1],
  ['WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t', 5],
  [
    "SELECT time, row_number() OVER (ORDER BY time) FROM main.events WHERE path ~ '/page/1.' -- a comment; here",
    10,
  ],
  ['FROM events LIMIT 3', 3],
  ['DESCRIBE events', 32],
  ['SHOW TABLES', 5],
  ['SELECT * FROM dead_letters', 0],
  ['SELECT * FROM range(4) JOIN unnest([1, 2]) ON true;', 8],
  ['VALUES (1), (2)', 2],
])('answers %s', async (sql, count) => {
  await using store = await sqlTestStore()
  const duck = await openLockedDuck(store.path, { threads: 1, memoryBytes: 256e6 })
  const lines = await told(duck, sql)
  duck.close()
  expect(lines.at(-1)).toEqual({ end: { cutAt: null, faults: [] } })
  expect(lines.length - 1).toBe(count)
})
