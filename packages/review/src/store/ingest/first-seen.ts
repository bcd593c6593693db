import { join } from 'node:path'
import { sqlText } from '../../duck/sql-text.ts'
import type { EventsFile, FirstSeenFile } from '../manifest.ts'
import { seenLine } from '../seen-totals.ts'
import type { StoreWriter } from '../store-writer.ts'
import { writeLines } from '../write-counts.ts'
import { writeParquet } from './write-batch.ts'

/** When each sensor saw a host, an extension or a client first and last, of a relation with the columns of `events`. */
function seenIn(from: string): string {
  const value = (field: string) =>
    `CASE WHEN TRY(json_type(rest, '$.${field}')) = 'VARCHAR' THEN TRY(json_extract_string(rest, '$.${field}')) END`
  return `
    SELECT 'host' AS kind, hostname AS value, sensor, time FROM ${from} WHERE hostname <> ''
    UNION ALL SELECT 'extension', ${value('id')}, sensor, time FROM ${from} WHERE "type" = 'ExtensionChange'
    UNION ALL SELECT 'extension', unnest(TRY(json_extract_string(rest, '$.extensions[*].id'))), sensor, time FROM ${from}
      WHERE "type" = 'ExtensionInventory'
    UNION ALL SELECT 'client', ${value('clientId')}, sensor, time FROM ${from} WHERE "type" = 'OAuthConsent'`
}

const aggregated =
  'min("firstTime") AS "firstTime", max("lastTime") AS "lastTime", sum(events)::BIGINT AS events'
const order = 'kind, value, sensor'
/** So many files of one size are merged into one. */
const mostOfSize = 8

/** Writes what new files of events add. */
export async function writeFirstSeen(
  writer: StoreWriter,
  events: readonly EventsFile[],
): Promise<FirstSeenFile[]> {
  if (events.length === 0) return []
  const paths = events.map(({ path }) => sqlText(join(writer.directory, path))).join(', ')
  const added = await writeSeen(
    writer,
    `SELECT kind, value, sensor, min(time) AS "firstTime", max(time) AS "lastTime", count(*) AS events
      FROM (${seenIn(`read_parquet([${paths}])`)}) WHERE value IS NOT NULL GROUP BY kind, value, sensor ORDER BY ${order}`,
  )
  return added.rows > 0 ? [added] : []
}

/** Makes one file of many of about one size; false when there are not so many. */
export async function mergeFirstSeen(writer: StoreWriter): Promise<boolean> {
  const bySize = Map.groupBy(writer.manifest().firstSeen, ({ rows }) =>
    Math.floor(Math.log10(Math.max(1000, rows))),
  )
  const many = [...bySize.values()].find(same => same.length >= mostOfSize)
  if (many === undefined) return false
  const paths = many.map(({ path }) => sqlText(join(writer.directory, path))).join(', ')
  const merged = await writeSeen(
    writer,
    `SELECT kind, value, sensor, ${aggregated} FROM read_parquet([${paths}]) GROUP BY kind, value, sensor ORDER BY ${order}`,
  )
  await writer.exclusively(async () => {
    const manifest = writer.manifest()
    const firstSeen = [...manifest.firstSeen.filter(file => !many.includes(file)), merged]
    await writer.commit({ ...manifest, firstSeen })
  })
  return true
}

/** Writes a file of first sights, and beside it what they are of all sensors together. */
export async function writeSeen(writer: StoreWriter, select: string): Promise<FirstSeenFile> {
  const file = await writeParquet(writer, 'first-seen', { select })
  const from = `read_parquet(${sqlText(join(writer.directory, file.path))})`
  const lines: string[] = []
  const rows = writer.duck.stream<Parameters<typeof seenLine>[0]>(
    `SELECT kind, value, ${aggregated} FROM ${from} GROUP BY kind, value ORDER BY kind, value`,
  )
  for await (const row of rows) lines.push(seenLine(row))
  return { ...file, totals: await writeLines(writer, 'counts/first-seen', lines) }
}
