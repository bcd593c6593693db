import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { plainJson } from '../plain-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import { type EventRow, eventOfRow } from '../query/event-row.ts'
import type { CompiledQuery } from '../query/query.ts'
import type { Store } from '../store/open-store.ts'
import { csvHead, csvLine } from './csv.ts'

export const exportFormats = ['ndjson', 'csv', 'parquet'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportOptions {
  format: ExportFormat
  /** Which events, as `compileQuery` says it. */
  query: CompiledQuery
  /** A file, which appears when it is whole and replaces one of that name; or a stream, which is left open. */
  to: string | Writable
  /** Called now and then with the events written so far, and how many there will be. */
  onProgress?: (events: number, total: number) => void
  signal?: AbortSignal
}

type ExportStore = Pick<Store, 'rows' | 'stream'>

/** Up to so many events are put into the order of their time; more come in the order in which the store has them. */
const mostSorted = 200_000
const progressEvery = 10_000

/**
 * Writes the events that meet a query: as NDJSON each as the sensor sent it, by value; as CSV and Parquet with the columns of the view
 * `events`. Memory stays bounded, however many there are.
 * @returns how many
 */
export async function exportEvents(store: ExportStore, options: ExportOptions): Promise<number> {
  const { to } = options
  if (typeof to === 'string') return await exportToFile(store, options, to)
  if (options.format !== 'parquet') return await writeLines(store, options, to)
  const folder = await mkdtemp(join(tmpdir(), 'weaklayer-export-'))
  try {
    const path = join(folder, 'events.parquet')
    const events = await writeParquet(store, options, path)
    await pipeline(createReadStream(path), to, { end: false })
    return events
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Written beside the file and renamed: nobody finds half of it. */
async function exportToFile(store: ExportStore, options: ExportOptions, path: string): Promise<number> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    const events =
      options.format === 'parquet'
        ? await writeParquet(store, options, draft)
        : await writeLinesToFile(store, options, draft)
    await rename(draft, path)
    return events
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function writeLinesToFile(store: ExportStore, options: ExportOptions, path: string): Promise<number> {
  const handle = await open(path, 'wx', 0o640)
  const output = handle.createWriteStream({ flush: true })
  const done = finished(output)
  // Reported by `done`, also while rows are still read.
  done.catch(() => undefined)
  try {
    const events = await Promise.race([writeLines(store, options, output), done.then(() => 0)])
    output.end()
    await done
    return events
  } finally {
    output.destroy()
  }
}

async function writeLines(
  store: ExportStore,
  { format, query, onProgress, signal }: ExportOptions,
  output: Writable,
): Promise<number> {
  const total = await countOf(store, query)
  const lineOf = format === 'csv' ? csvLine : (row: EventRow) => plainJson(eventOfRow(row))
  onProgress?.(0, total)
  if (format === 'csv') output.write(`${csvHead()}\n`)
  let events = 0
  for await (const row of store.stream<EventRow>(selectOf(query, total), query.parameters)) {
    signal?.throwIfAborted()
    if (!output.write(`${lineOf(row)}\n`)) await once(output, 'drain')
    events += 1
    if (events % progressEvery === 0) onProgress?.(events, total)
  }
  onProgress?.(events, total)
  return events
}

async function writeParquet(
  store: ExportStore,
  { query, onProgress }: ExportOptions,
  path: string,
): Promise<number> {
  const total = await countOf(store, query)
  onProgress?.(0, total)
  await store.rows(
    `COPY (${selectOf(query, total)}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd)`,
    query.parameters,
  )
  onProgress?.(total, total)
  return total
}

async function countOf(store: ExportStore, { sql, parameters }: CompiledQuery): Promise<number> {
  const [row] = await store.rows<{ n: number }>(`SELECT count(*) AS n FROM events WHERE ${sql}`, parameters)
  return row?.n ?? 0
}

function selectOf({ sql }: CompiledQuery, total: number): string {
  const names = eventColumns.map(({ name }) => sqlName(name)).join(', ')
  const order = total <= mostSorted ? ' ORDER BY "time", "received", "sensor", "seq"' : ''
  return `SELECT ${names} FROM events WHERE ${sql}${order}`
}
