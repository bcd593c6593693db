import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { groupFolders } from '../event-files.ts'
import { createWakeUp } from '../wake-up.ts'
import { forgetSources, type ImportOptions } from './import-events.ts'
import { importDeadLetters } from './ingest/import-dead-letters.ts'
import { createIngest, emptyReport, type ImportReport, type Ingest } from './ingest/ingest.ts'
import { newRanges, planBatches } from './ingest/plan-sources.ts'
import { keepApart } from './keep-apart.ts'
import { mergeAll } from './merge-files.ts'
import { openWriter, type StoreWriter } from './store-writer.ts'

export interface FollowStoreOptions extends Omit<ImportOptions, 'onProgress'> {
  /** Ends it; what was read is durable then. */
  signal: AbortSignal
  /** Called after each batch with the sums since the start. */
  onBatch?: (report: ImportReport) => void
  /** Called once, when everything that was there at the start is in the store. */
  onCaughtUp?: () => void
  /** Least time from one batch to the next, in milliseconds: events are searchable about so long after they are written. @default 500 */
  everyMs?: number
}

/** Cursors of removed files are dropped this seldom: it is one more commit. */
const forgetEveryMs = 60_000
const defaultBatchBytes = 67_108_864

/**
 * Adds events to a store as a gateway writes them, until the signal: files that grow, files that are finished by a rename, group
 * folders that appear later. Small files are merged meanwhile. It may be killed at any moment and run again.
 * @throws StoreError STORE_IN_USE, STORE_AMONG_EVENTS
 */
export async function followStore(
  source: string,
  directory: string,
  options: FollowStoreOptions,
): Promise<ImportReport> {
  const { signal, onBatch, onCaughtUp, everyMs = 500, ...rest } = options
  const {
    removeImported,
    batchBytes,
    deadLetterDirectory = join(source, 'dead-letter'),
    ...duckOptions
  } = rest
  await keepApart(directory, [source, deadLetterDirectory])
  const writer = await openWriter(directory, duckOptions)
  const wakeUp = createWakeUp({ pollMs: Math.min(500, everyMs), signal })
  const merging = createMerging(writer, signal)
  const report = emptyReport()
  try {
    const ingest = await createIngest(writer)
    const round = {
      writer,
      ingest,
      report,
      source,
      batchBytes: batchBytes ?? defaultBatchBytes,
      removeImported,
    }
    let forgetMs = 0
    for (let first = true; !signal.aborted; first = false) {
      wakeUp.watch([source, ...(await groupFolders(source))])
      const startedMs = performance.now()
      const { added, gone } = await addNew(round, () => onBatch?.(report), signal)
      if (performance.now() - forgetMs > forgetEveryMs) {
        await forgetSources(writer, gone)
        forgetMs = performance.now()
      }
      await importDeadLetters(writer, deadLetterDirectory, report)
      if (first) onCaughtUp?.()
      if (added) merging.start()
      await pause(startedMs + everyMs - performance.now(), signal)
      await wakeUp.next()
    }
    return report
  } finally {
    wakeUp.close()
    await merging.end()
    await writer.close()
  }
}

interface Round {
  writer: StoreWriter
  ingest: Ingest
  report: ImportReport
  source: string
  batchBytes: number
  removeImported: boolean | undefined
}

async function addNew(
  { writer, ingest, report, source, batchBytes, removeImported }: Round,
  onBatch: () => void,
  signal: AbortSignal,
) {
  const { ranges, gone } = await newRanges(source, writer.manifest().sources)
  let added = false
  const batches = signal.aborted ? [] : planBatches(ranges, batchBytes)
  for await (const batch of ingest.add(batches, report)) {
    added = true
    onBatch()
    for (const { file } of removeImported === true ? batch : [])
      if (file.endUs !== undefined) await rm(file.path, { force: true })
    if (signal.aborted) break
  }
  return { added, gone }
}

/** Merges beside the import, one merge at a time. */
function createMerging(writer: StoreWriter, signal: AbortSignal) {
  let running: Promise<unknown> | undefined
  let failure: unknown
  return {
    start() {
      if (failure !== undefined) throw failure
      running ??= mergeAll(writer, { signal })
        .catch(error => {
          failure = error
        })
        .finally(() => {
          running = undefined
        })
    },
    async end() {
      await running
    },
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await wait(ms, undefined, { signal }).catch(() => undefined)
}
