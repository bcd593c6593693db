import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createReader } from '@weaklayer/wire'
import { type Duck, openDuck } from '../duck/duck.ts'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { type EventColumnName, eventColumns } from '../query/event-columns.ts'
import { readEventFiles } from '../read-event-files.ts'
import { rowOfEvent } from './event-row.ts'
import { type EventsFile, emptyManifest, readManifest, writeManifest } from './manifest.ts'

export interface ImportReport {
  events: number
  doubles: number
  unreadable: number
}

/** First version: every event through JavaScript. */
export async function importEvents(source: string, directory: string): Promise<ImportReport> {
  const draft = await mkdtemp(join(tmpdir(), 'weaklayer-import-'))
  const duck = await openDuck()
  try {
    const lines = join(draft, 'rows.ndjson')
    const report = await writeRows(source, lines)
    const manifest = (await readManifest(directory)) ?? emptyManifest
    const version = manifest.version + 1
    const events = report.events === 0 ? [] : await writeParquet(duck, { lines, directory, version })
    await mkdir(directory, { recursive: true })
    await writeManifest(directory, { ...manifest, version, events: [...manifest.events, ...events] })
    return report
  } finally {
    duck.close()
    await rm(draft, { recursive: true, force: true })
  }
}

async function writeRows(source: string, path: string): Promise<ImportReport> {
  const reader = createReader()
  const output = createWriteStream(path)
  const report = { events: 0, doubles: 0, unreadable: 0 }
  for await (const entry of readEventFiles(source)) {
    if (entry.status === 'unreadable') report.unreadable++
    else if (reader.read(entry.event) === 'double') report.doubles++
    else {
      report.events++
      const row = rowOfEvent(entry.event)
      const textHash = row.textHash instanceof Uint8Array ? Buffer.from(row.textHash).toString('hex') : null
      if (!output.write(`${JSON.stringify({ ...row, textHash })}\n`)) await once(output, 'drain')
    }
  }
  output.end()
  await once(output, 'close')
  return report
}

async function writeParquet(
  duck: Duck,
  { lines, directory, version }: { lines: string; directory: string; version: number },
): Promise<EventsFile[]> {
  const columns = eventColumns
    .map(({ name, sqlType }) => `${sqlText(name)}: '${sqlType === 'BLOB' ? 'VARCHAR' : sqlType}'`)
    .join(', ')
  await duck.run(
    `CREATE TEMP TABLE loaded AS SELECT * FROM read_ndjson(${sqlText(lines)}, columns={${columns}}, maximum_object_size=67108864)`.replace(
      'TEMP ',
      '',
    ),
  )
  await duck.run(`CREATE TABLE resolved AS ${resolving}`)
  const parts = await duck.rows<{
    day: string
    group: string
    rows: number
    minTime: number
    maxTime: number
  }>(
    `SELECT strftime(make_timestamp(received), '%Y-%m-%d') AS "day", "group", count(*) AS "rows", min(time) AS "minTime", max(time) AS "maxTime" FROM resolved GROUP BY ALL`,
  )
  const files: EventsFile[] = []
  for (const part of parts) {
    const folder = `events/${part.day}/${part.group}`
    await mkdir(join(directory, folder), { recursive: true })
    const path = `${folder}/${version}.parquet`
    await duck.run(
      `COPY (SELECT ${eventColumns.map(({ name }) => sqlName(name)).join(', ')} FROM resolved WHERE strftime(make_timestamp(received), '%Y-%m-%d') = ${sqlText(part.day)} AND "group" = ${sqlText(part.group)} ORDER BY time) TO ${sqlText(join(directory, path))} (FORMAT parquet, COMPRESSION zstd)`,
    )
    files.push({ ...part, path, level: 0, bytes: (await stat(join(directory, path))).size })
  }
  return files
}

const special: Partial<Record<EventColumnName, string>> = {
  textHash: 'unhex(loaded."textHash") AS "textHash"',
  hostname: `CASE WHEN loaded."type" = 'WindowLocation' THEN loaded.hostname ELSE coalesce(loaded.hostname, nullif(place.hostname, '')) END AS hostname`,
  label: 'who.label AS label',
  device: 'who.device AS device',
  user: 'who."user" AS "user"',
  conflict:
    'loaded.epoch IS NOT NULL AND count(*) OVER (PARTITION BY loaded.sensor, loaded.epoch, loaded.seq) > 1 AS conflict',
}

const resolving = `
  WITH told AS (
    SELECT sensor, time,
      json_extract_string(rest, '$.label') AS label,
      json_extract_string(rest, '$.device') AS device,
      json_extract_string(rest, '$.user') AS "user"
    FROM loaded WHERE "type" IN ('Install', 'Status')),
  known AS (
    SELECT sensor, max(time) AS time,
      last_value(any_value(label) IGNORE NULLS) OVER before AS label,
      last_value(any_value(device) IGNORE NULLS) OVER before AS device,
      last_value(any_value("user") IGNORE NULLS) OVER before AS "user"
    FROM told GROUP BY sensor, told.time
    WINDOW before AS (PARTITION BY sensor ORDER BY told.time)),
  places AS (
    SELECT sensor, time, any_value(hostname) AS hostname FROM loaded WHERE "type" = 'WindowLocation' GROUP BY ALL)
  SELECT ${eventColumns.map(({ name }) => special[name] ?? `loaded.${sqlName(name)}`).join(', ')}
  FROM loaded
  ASOF LEFT JOIN known who ON who.sensor = loaded.sensor AND who.time <= loaded.time
  LEFT JOIN places place ON place.sensor = loaded.sensor AND place.time = loaded."windowLocationReference"`
