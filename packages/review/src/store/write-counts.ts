import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { countedColumns } from './counted-columns.ts'
import type { StoreFile } from './manifest.ts'
import { countedHourUs } from './read-counts.ts'
import type { StoreWriter } from './store-writer.ts'

type Writing = Pick<StoreWriter, 'directory' | 'newPath'>

/** Lines of `PartCounts`, by day and group. */
export type CountLines = ReadonlyMap<string, readonly string[]>

export function countKey(dayNumber: number, group: string): string {
  return `${dayNumber}/${group}`
}

/**
 * Counts the values of a relation with the columns of `events` and `day`, so that who asks for all of them need not read it.
 * All days and groups at once, since one statement costs as much as some ten thousand events.
 */
export async function countEvents({ duck }: Pick<StoreWriter, 'duck'>, from: string): Promise<CountLines> {
  const rows = await duck.rows<{ day: number; part: string; line: string }>(countsOf(from))
  const byKey = Map.groupBy(rows, ({ day, part }) => countKey(day, part))
  return new Map([...byKey].map(([key, some]) => [key, some.map(({ line }) => line)]))
}

/** Counts a file that stands for itself. */
export async function countFile(
  writer: Writing & Pick<StoreWriter, 'duck'>,
  { path }: StoreFile,
): Promise<readonly string[]> {
  const from = `(SELECT *, 0 AS day FROM read_parquet(${sqlText(join(writer.directory, path))}))`
  return [...(await countEvents(writer, from)).values()].flat()
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

/** Selects lines with day and group: a JSON array each, as `readCounts` takes them. */
function countsOf(from: string): string {
  const hour = `"time" // ${countedHourUs} AS "hour"`
  const counted = (Object.keys(together) as Together[]).map(
    name => `by_${name} AS MATERIALIZED (
      SELECT day, "group" AS part, ${name === 'few' ? `${hour}, ` : ''}${together[name].map(sqlName).join(', ')}, count(*) AS events
      FROM ${from} GROUP BY ALL)`,
  )
  const line = (name: string, lists: readonly string[]) =>
    `to_json([${[sqlText(name), ...lists.map(list => `list(${list})`)].map(value => `to_json(${value})`).join(', ')}])::VARCHAR AS line`
  const hours = `SELECT day, part, ${line('hours', ['"hour"', '"type"', 'events'])}
    FROM (SELECT day, part, "hour", "type", sum(events)::BIGINT AS events FROM by_few GROUP BY ALL) GROUP BY day, part`
  const columns = countedColumns.map(
    name => `SELECT day, part, ${line(name, ['value', 'events'])}
    FROM (SELECT day, part, ${sqlName(name)}::VARCHAR AS value, sum(events)::BIGINT AS events FROM by_${placeOf(name)} GROUP BY ALL)
    GROUP BY day, part`,
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
