import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { countedColumns } from './counted-columns.ts'
import type { StoreFile } from './manifest.ts'
import { countedHourUs } from './read-counts.ts'
import type { StoreWriter } from './store-writer.ts'

type Writing = Pick<StoreWriter, 'directory' | 'newPath'>

/** Counts the values of a file of events, so that who asks for all of them need not read it. */
export async function writeCounts(
  writer: Writing & Pick<StoreWriter, 'duck'>,
  { path }: StoreFile,
): Promise<StoreFile> {
  const rows = await writer.duck.rows<{ line: string }>(countsOf(join(writer.directory, path)))
  return await writeLines(
    writer,
    dirname(path).replace(/^events/, 'counts'),
    rows.map(({ line }) => line),
  )
}

/** Selects the lines of `FileCounts`: a JSON array each. */
function countsOf(path: string): string {
  const hours = `SELECT 0 AS place, to_json([to_json('hours'), to_json(list("hour")), to_json(list("type")), to_json(list(events))]) AS line
    FROM (SELECT "time" // ${countedHourUs} AS "hour", "type", count(*) AS events FROM source GROUP BY ALL)`
  const columns = countedColumns.map(
    (
      name,
      index,
    ) => `SELECT ${index + 1}, to_json([to_json(${sqlText(name)}), to_json(list(value)), to_json(list(events))])
    FROM (SELECT ${sqlName(name)}::VARCHAR AS value, count(*) AS events FROM source GROUP BY ALL)`,
  )
  return `WITH source AS NOT MATERIALIZED (SELECT * FROM read_parquet(${sqlText(path)}))
    SELECT line::VARCHAR AS line FROM (${[hours, ...columns].join(' UNION ALL ')}) ORDER BY place`
}

/** Writes a new file of lines into the store. */
export async function writeLines(
  { directory, newPath }: Writing,
  folder: string,
  lines: readonly string[],
): Promise<StoreFile> {
  const path = newPath(folder, 'ndjson')
  const text = lines.map(line => `${line}\n`).join('')
  await mkdir(dirname(join(directory, path)), { recursive: true, mode: 0o750 })
  await writeFile(join(directory, path), text, { mode: 0o640 })
  return { path, rows: lines.length, bytes: Buffer.byteLength(text) }
}
