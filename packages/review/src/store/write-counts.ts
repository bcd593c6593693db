import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { countedColumns } from './counted-columns.ts'
import { dayName, usPerDay } from './ingest/event-sql.ts'
import type { EventsFile, StoreFile } from './manifest.ts'
import { countedHourUs } from './read-counts.ts'
import type { StoreWriter } from './store-writer.ts'

type Writing = Pick<StoreWriter, 'directory' | 'newPath'>

/** A file of the events of one day and group. */
type DayFile = Pick<EventsFile, 'path' | 'day' | 'group'>

/**
 * Counts the values of files, each of another day or group, so that who asks for all of them need not read the events: lines of
 * `PartCounts` for each file. All at once, since one statement costs as much as some ten thousand events.
 */
export async function countFiles<File extends DayFile>(
  { duck, directory }: Pick<StoreWriter, 'duck' | 'directory'>,
  files: readonly File[],
): Promise<[File, readonly string[]][]> {
  if (files.length === 0) return []
  const paths = files.map(({ path }) => sqlText(join(directory, path))).join(', ')
  const rows = await duck.rows<{ days: number; part: string; line: string }>(
    countsOf(`(SELECT *, received // ${usPerDay} AS "days" FROM read_parquet([${paths}]))`),
  )
  const byPart = Map.groupBy(rows, ({ days, part }) => `${dayName(days)}/${part}`)
  return files.map(file => [file, byPart.get(`${file.day}/${file.group}`)?.map(({ line }) => line) ?? []])
}

/** Writes the counts of a file of events beside it. */
export async function writeCounts(
  writer: Writing,
  { path }: StoreFile,
  lines: readonly string[],
): Promise<StoreFile> {
  return await writeLines(writer, dirname(path).replace(/^events/, 'counts'), lines)
}

/** Columns that say something of each other have few combinations: counting those first takes half the time. */
const together = {
  few: ['type', 'severity', 'protocol', 'inputType', 'incognito', 'filled'],
  who: ['sensor', 'group', 'label', 'device', 'user'],
  hostname: ['hostname'],
} as const satisfies Record<string, readonly (typeof countedColumns)[number][]>

type Together = keyof typeof together

/** Selects lines with days since 1970 UTC and group: a JSON array each, as `readCounts` takes them. */
function countsOf(from: string): string {
  const hour = `"time" // ${countedHourUs} AS "hour"`
  const counted = (Object.keys(together) as Together[]).map(
    name => `by_${name} AS MATERIALIZED (
      SELECT days, "group" AS part, ${name === 'few' ? `${hour}, ` : ''}${together[name].map(sqlName).join(', ')}, count(*) AS events
      FROM ${from} GROUP BY ALL)`,
  )
  const line = (name: string, lists: readonly string[]) =>
    `to_json([${[sqlText(name), ...lists.map(list => `list(${list})`)].map(value => `to_json(${value})`).join(', ')}])::VARCHAR AS line`
  const hours = `SELECT days, part, ${line('hours', ['"hour"', '"type"', 'events'])}
    FROM (SELECT days, part, "hour", "type", sum(events)::BIGINT AS events FROM by_few GROUP BY ALL) GROUP BY days, part`
  const columns = countedColumns.map(
    name => `SELECT days, part, ${line(name, ['value', 'events'])}
    FROM (SELECT days, part, ${sqlName(name)}::VARCHAR AS value, sum(events)::BIGINT AS events FROM by_${placeOf(name)} GROUP BY ALL)
    GROUP BY days, part`,
  )
  return `WITH ${counted.join(', ')} ${[hours, ...columns].join(' UNION ALL ')}`
}

function placeOf(column: (typeof countedColumns)[number]): Together {
  const places = Object.keys(together) as Together[]
  return places.find(place => (together[place] as readonly string[]).includes(column)) ?? 'few'
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
