import { mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sqlText } from '../../duck/sql-text.ts'
import type { EventsFile, StoreFile } from '../manifest.ts'
import type { StoreWriter } from '../store-writer.ts'
import { textBlocksOf } from '../text-blocks.ts'
import { allColumns, usPerDay } from './event-sql.ts'
import { knowFile } from './ingest-state.ts'

/** Newest first, and what a sensor sent at once side by side: pages come from the first row groups, and it compresses best. */
const eventOrder = 'received DESC, sensor, epoch, seq DESC, time DESC'

/** Rows of a group, of which a page reads whole ones. Larger ones are smaller on disk and quicker to write. */
const groupRows = 122_880

/** Writes the table `ready` into files by day and group. */
export async function writeBatch(writer: StoreWriter): Promise<EventsFile[]> {
  const { duck } = writer
  const parts = await duck.rows<{ day: number; group: string }>(
    'SELECT DISTINCT day, "group" FROM ready ORDER BY ALL',
  )
  const files: EventsFile[] = []
  for (const { day, group } of parts) {
    const from = `(SELECT * FROM ready WHERE day = ${day} AND "group" = ${sqlText(group)})`
    const file = await writeEvents(writer, { day: dayText(day), group, from })
    await knowFile(duck, file, from)
    files.push(file)
  }
  return files
}

/** Files of fewer events are read as quickly as a list of their texts. */
const fewRows = 4000

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
  const file = await writeParquet(writer, `events/${day}/${group}`, {
    select: `SELECT ${allColumns()} FROM ${from} ORDER BY ${eventOrder}`,
  })
  const [range] = await writer.duck.rows<Omit<EventsFile, keyof StoreFile | 'day' | 'group'>>(
    `SELECT min(time) AS "minTime", max(time) AS "maxTime", min(received) AS "minReceived", max(received) AS "maxReceived"
     FROM ${from}`,
  )
  if (range === undefined) throw new Error('a file of events without events')
  const texts = file.rows < fewRows ? {} : { texts: await writeTexts(writer, file) }
  return { ...file, day, group, ...range, ...texts }
}

/** Lists the different texts of a file, so that who looks for one need not read files without it. */
async function writeTexts(writer: StoreWriter, { path }: StoreFile): Promise<StoreFile> {
  return await writeParquet(writer, dirname(path).replace(/^events/, 'texts'), {
    select: textBlocksOf(join(writer.directory, path)),
  })
}

/** Writes the rows of a statement into a new Parquet file of the store. */
export async function writeParquet(
  { duck, directory, newPath }: Pick<StoreWriter, 'duck' | 'directory' | 'newPath'>,
  folder: string,
  { select }: { select: string },
): Promise<StoreFile> {
  const path = newPath(folder)
  const absolute = join(directory, path)
  await mkdir(dirname(absolute), { recursive: true, mode: 0o750 })
  const [copied] = await duck.rows<{ Count: number }>(
    `COPY (${select}) TO ${sqlText(absolute)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${groupRows},
      WRITE_BLOOM_FILTER false)`,
  )
  return { path, rows: copied?.Count ?? 0, bytes: (await stat(absolute)).size }
}

function dayText(day: number): string {
  return new Date((day * usPerDay) / 1000).toISOString().slice(0, 10)
}
