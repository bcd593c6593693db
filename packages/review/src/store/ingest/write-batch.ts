import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sqlText } from '../../duck/sql-text.ts'
import type { EventsFile, StoreFile } from '../manifest.ts'
import type { StoreWriter } from '../store-writer.ts'
import { textBlocksOf } from '../text-blocks.ts'
import { countFiles, writeCounts } from '../write-counts.ts'
import { type BatchPart, eventOrder, partsOfBatch } from './batch-parts.ts'
import { allColumns } from './event-sql.ts'
import { knowMoved, knowRuns } from './ingest-state.ts'

/** Rows of a group, of which a page reads whole ones. Larger ones are smaller on disk and quicker to write. */
const groupRows = 122_880

/** Files that are written at once: much of writing one keeps one processor busy. */
const filesAtOnce = 2

/** Writes what is kept of a batch into files by day and group. */
export async function writeBatch(writer: StoreWriter): Promise<EventsFile[]> {
  const { duck } = writer
  const parts = await partsOfBatch(duck)
  if (parts.length === 0) return []
  await duck.keepJoinOrder(true)
  const files = await writeParts(writer, parts).finally(() => duck.keepJoinOrder(false))
  const paths = parts.map(({ where }, index) => `WHEN ${where} THEN ${sqlText(files[index]?.path ?? '')}`)
  const file = `CASE ${paths.join(' ')} END AS file`
  await knowRuns(duck, `(SELECT *, ${file} FROM spans)`)
  await knowMoved(duck, `(SELECT *, ${file} FROM kept)`)
  return await addCounts(writer, files)
}

async function writeParts(writer: StoreWriter, parts: readonly BatchPart[]): Promise<EventsFile[]> {
  const files: EventsFile[] = []
  for (let at = 0; at < parts.length; at += filesAtOnce) {
    const some = parts.slice(at, at + filesAtOnce).map(part => writePart(writer, part))
    // Where one fails, nothing may go on writing behind the back of whoever hears of it.
    files.push(...(await Promise.allSettled(some)).map(writtenOf))
  }
  return files
}

function writtenOf<Value>(settled: PromiseSettledResult<Value>): Value {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}

/** Files of fewer events are read as quickly as a list of their texts, or counts. */
const fewRows = 1000

interface EventsToWrite {
  day: string
  group: string
  /** A relation with the columns of `events`. */
  from: string
}

/** Writes one file of events of one day and group. */
export async function writeEvents(
  writer: StoreWriter,
  { day, group, from }: EventsToWrite,
): Promise<EventsFile> {
  const [range] = await writer.duck.rows<
    Pick<EventsFile, 'minTime' | 'maxTime' | 'minReceived' | 'maxReceived'>
  >(
    `SELECT min(time) AS "minTime", max(time) AS "maxTime", min(received) AS "minReceived", max(received) AS "maxReceived"
     FROM ${from}`,
  )
  if (range === undefined) throw new Error('a file of events without events')
  const select = `SELECT ${allColumns()} FROM ${from} ORDER BY ${eventOrder}`
  const [file] = await addCounts(writer, [await writePart(writer, { day, group, ...range, select })])
  return file as EventsFile
}

async function writePart(
  writer: StoreWriter,
  { day, group, minTime, maxTime, minReceived, maxReceived, select }: Omit<BatchPart, 'where'>,
): Promise<EventsFile> {
  const file = await writeParquet(writer, `events/${day}/${group}`, { select })
  const described = { ...file, day, group, minTime, maxTime, minReceived, maxReceived }
  return file.rows < fewRows ? described : { ...described, texts: await writeTexts(writer, file) }
}

async function addCounts(writer: StoreWriter, files: readonly EventsFile[]): Promise<EventsFile[]> {
  const many = files.filter(({ rows }) => rows >= fewRows)
  const counted = new Map(await countFiles(writer, many))
  return await Promise.all(
    files.map(async file => {
      const lines = counted.get(file)
      return lines === undefined ? file : { ...file, counts: await writeCounts(writer, file, lines) }
    }),
  )
}

/** Lists the different texts of a file, so that who looks for one need not read files without it. */
async function writeTexts(writer: StoreWriter, { path }: StoreFile): Promise<StoreFile> {
  return await writeParquet(writer, dirname(path).replace(/^events/, 'texts'), {
    select: textBlocksOf(join(writer.directory, path)),
    // Read whole by every search for a text: in half the time, for one more byte an event.
    compression: 'lz4_raw',
  })
}

/** Writes the rows of a statement into a new Parquet file of the store. */
export async function writeParquet(
  { duck, directory, newPath }: Pick<StoreWriter, 'duck' | 'directory' | 'newPath'>,
  folder: string,
  { select, compression = 'zstd' }: { select: string; compression?: 'zstd' | 'lz4_raw' },
): Promise<StoreFile> {
  const path = newPath(folder)
  const absolute = join(directory, path)
  await mkdir(dirname(absolute), { recursive: true, mode: 0o750 })
  const [copied] = await duck.rows<{ Count: number }>(
    `COPY (${select}) TO ${sqlText(absolute)} (FORMAT parquet, COMPRESSION ${compression}, ROW_GROUP_SIZE ${groupRows},
      WRITE_BLOOM_FILTER false)`,
  )
  return { path, rows: copied?.Count ?? 0, bytes: (await stat(absolute)).size }
}
