import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckOptions } from '../duck/duck.ts'
import { importDeadLetters } from './ingest/import-dead-letters.ts'
import { createIngest, emptyReport, type ImportReport } from './ingest/ingest.ts'
import { newRanges, planBatches, withoutCursors } from './ingest/plan-sources.ts'
import { keepApart } from './keep-apart.ts'
import type { Manifest } from './manifest.ts'
import { mergeAll } from './merge-files.ts'
import { openWriter, type StoreWriter } from './store-writer.ts'

export type { ImportReport } from './ingest/ingest.ts'

export interface ImportOptions extends DuckOptions {
  /** Called after each batch. */
  onProgress?: (progress: ImportProgress) => void
  /** Removes finished event files once their events are durable in the store. @default false */
  removeImported?: boolean
  /** Where the gateway keeps refused events. @default `dead-letter` in the directory */
  deadLetterDirectory?: string
  /** Bytes of event files that become durable at once; memory grows with it. @default 256 MiB */
  batchBytes?: number
}

export interface ImportProgress {
  events: number
  /** Where the gateway keeps refused events. @default `dead-letter` in the directory */
  deadLetterDirectory?: string
  /** Bytes of event files that were read, of so many. */
  bytes: number
  totalBytes: number
}

const defaultBatchBytes = 268_435_456

/**
 * Adds to a store what the event files of a directory hold beyond earlier imports, and makes the store when it is not there.
 * It may be killed at any moment and run again: no event is lost or doubled.
 * @throws StoreError STORE_IN_USE, STORE_AMONG_EVENTS
 */
export async function importEvents(
  source: string,
  directory: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  const {
    onProgress,
    removeImported = false,
    batchBytes = defaultBatchBytes,
    deadLetterDirectory = join(source, 'dead-letter'),
    ...duckOptions
  } = options
  await keepApart(directory, [source, deadLetterDirectory])
  const writer = await openWriter(directory, duckOptions)
  try {
    const report = emptyReport()
    const ingest = await createIngest(writer)
    const { ranges, gone } = await newRanges(source, writer.manifest().sources)
    const totalBytes = ranges.reduce((sum, { bytes, cursor }) => sum + bytes - cursor.endByte, 0)
    for await (const batch of ingest.add(planBatches(ranges, batchBytes), report)) {
      onProgress?.({ events: report.events, bytes: report.bytes, totalBytes })
      for (const { file } of removeImported ? batch : [])
        if (file.endUs !== undefined) await rm(file.path, { force: true })
    }
    await importDeadLetters(writer, deadLetterDirectory, report)
    await forgetSources(writer, gone)
    await mergeAll(writer)
    return report
  } finally {
    await writer.close()
  }
}

/** Drops the cursors of files that are not there any more. */
export async function forgetSources(writer: StoreWriter, gone: Manifest['sources']): Promise<void> {
  if (Object.keys(gone).length === 0) return
  await writer.exclusively(async () => {
    const manifest = writer.manifest()
    await writer.commit({ ...manifest, sources: withoutCursors(manifest.sources, gone) })
  })
}
