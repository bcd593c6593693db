import { join } from 'node:path'
import { sqlText } from '../duck/sql-text.ts'
import { writeSeen } from './ingest/first-seen.ts'
import { filesWithPath } from './ingest/ingest-state.ts'
import { writeEvents, writeParquet } from './ingest/write-batch.ts'
import type { EventsFile, StoreFile } from './manifest.ts'
import { removedRows } from './removed-rows.ts'
import { skippingFaulty } from './skip-faulty.ts'
import type { StoreWriter } from './store-writer.ts'

/** Files after some of their rows were taken out. */
export interface Rewritten<File extends StoreFile> {
  files: File[]
  /** Rows that are gone. */
  rows: number
}

/** Takes the events that meet a condition out of files; `noted` gets what the gap proof has to know of them. */
export async function removeEvents(
  writer: StoreWriter,
  { files, condition, why }: { files: readonly EventsFile[]; condition: string; why?: 'retention' },
): Promise<Rewritten<EventsFile> & { noted: StoreFile[] }> {
  const kept: EventsFile[] = []
  const noted: StoreFile[] = []
  let rows = 0
  for (const file of files) {
    const from = filesWithPath(writer.directory, [file.path])
    const done = await skippingFaulty(writer, [file], async () => {
      const gone = await countOf(writer, `${from} WHERE ${condition}`)
      if (gone > 0 && why !== undefined) {
        const select = removedRows(`(SELECT * FROM ${from} WHERE ${condition})`, why)
        noted.push(await writeParquet(writer, 'removed', { select }))
      }
      const { day, group } = file
      const left = `(SELECT * FROM ${from} WHERE NOT (${condition}))`
      if (gone === 0) kept.push(file)
      else if (gone < file.rows) kept.push(await writeEvents(writer, { day, group, from: left }))
      rows += gone
    })
    if (!done) kept.push(file)
  }
  return { files: kept, rows, noted }
}

/** Takes rows that meet a condition out of other files of a store. */
export async function removeRows(
  writer: StoreWriter,
  folder: 'dead-letters' | 'first-seen' | 'removed',
  { files, condition }: { files: readonly StoreFile[]; condition: string },
): Promise<Rewritten<StoreFile>> {
  const kept: StoreFile[] = []
  let rows = 0
  for (const file of files) {
    const from = `read_parquet(${sqlText(join(writer.directory, file.path))})`
    const done = await skippingFaulty(writer, [file], async () => {
      const gone = await countOf(writer, `${from} WHERE ${condition}`)
      const select = `SELECT * FROM ${from} WHERE NOT (${condition})`
      if (gone === 0) kept.push(file)
      else if (gone < file.rows)
        kept.push(
          folder === 'first-seen'
            ? await writeSeen(writer, select)
            : await writeParquet(writer, folder, { select }),
        )
      rows += gone
    })
    if (!done) kept.push(file)
  }
  return { files: kept, rows }
}

async function countOf({ duck }: StoreWriter, from: string): Promise<number> {
  const [count] = await duck.rows<{ rows: number }>(`SELECT count(*) AS "rows" FROM ${from}`)
  return count?.rows ?? 0
}
