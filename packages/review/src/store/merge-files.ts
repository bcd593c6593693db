import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckOptions } from '../duck/duck.ts'
import { mergeFirstSeen } from './ingest/first-seen.ts'
import { createState, filesWithPath, knowMerged } from './ingest/ingest-state.ts'
import { writeEvents } from './ingest/write-batch.ts'
import type { EventsFile } from './manifest.ts'
import { skippingFaulty } from './skip-faulty.ts'
import { openWriter, type StoreWriter } from './store-writer.ts'

/** Files of one day and group are merged when so many are of about one size. */
const mostOfSize = 8
/** Files of so many events are not merged any more: the events of a page are in few of them. */
const largeRows = 1_000_000

/**
 * Which files become one next: the smallest size of which there are many in a day and group. With `all`, all small ones of
 * a day and group, wherever there are two.
 */
function nextMerge(files: readonly EventsFile[], all = false): EventsFile[] | undefined {
  const groups = Map.groupBy(
    files.filter(({ rows }) => rows < largeRows),
    ({ day, group, rows }) => `${day}/${group}/${all ? '' : sizeClass(rows)}`,
  )
  const least = all ? 2 : mostOfSize
  for (const [, same] of [...groups].sort(([left], [right]) => (left < right ? -1 : 1)))
    if (same.length >= least) return upTo(same, 2 * largeRows)
  return undefined
}

/** Each class holds files of eight times as many events as the one before. */
function sizeClass(rows: number): number {
  return Math.floor(Math.log(Math.max(rows, 1000) / 1000) / Math.log(mostOfSize))
}

function upTo(files: readonly EventsFile[], mostRows: number): EventsFile[] {
  let rows = 0
  const taken = files.filter(file => {
    rows += file.rows
    return rows <= mostRows
  })
  return taken.length >= 2 ? taken : files.slice(0, 2)
}

/**
 * Makes one file of several of the same day and group. Killed at any moment, it leaves the store as it was. False when one of
 * them was replaced meanwhile.
 */
async function mergeFiles(writer: StoreWriter, files: readonly EventsFile[]): Promise<boolean> {
  const { duck, directory } = writer
  const [first] = files
  if (first === undefined) return false
  const paths = files.map(({ path }) => path)
  const from = filesWithPath(directory, paths)
  const merged = await writeEvents(writer, { day: first.day, group: first.group, from })
  const expected = files.reduce((sum, { rows }) => sum + rows, 0)
  if (merged.rows !== expected) throw new Error(`a merge of ${expected} events gave ${merged.rows}`)
  return writer.exclusively(async () => {
    const manifest = writer.manifest()
    if (!files.every(file => manifest.events.includes(file))) {
      await rm(join(directory, merged.path), { force: true })
      return false
    }
    const events = [...manifest.events.filter(file => !files.includes(file)), merged]
    await writer.commit({ ...manifest, events })
    await knowMerged(duck, paths, merged.path)
    return true
  })
}

/** Merges until there is nothing to merge; `signal` ends it after the merge that runs. */
export async function mergeAll(
  writer: StoreWriter,
  { all = false, signal }: { all?: boolean; signal?: AbortSignal } = {},
): Promise<number> {
  let merges = 0
  while (signal?.aborted !== true) {
    const sound = writer.manifest().events.filter(({ path }) => !writer.faulty.has(path))
    const files = nextMerge(sound, all)
    if (files === undefined) break
    await skippingFaulty(writer, files, async () => {
      if (await mergeFiles(writer, files)) merges++
    })
  }
  while (signal?.aborted !== true && (await mergeFirstSeen(writer))) merges++
  return merges
}

/**
 * Merges small files of a store, so that questions open few; gives how many merges there were. It may be killed at any moment.
 * @throws StoreError STORE_IN_USE
 */
export async function compactStore(directory: string, options: DuckOptions = {}): Promise<number> {
  const writer = await openWriter(directory, options)
  try {
    await createState(writer.duck)
    return await mergeAll(writer, { all: true })
  } finally {
    await writer.close()
  }
}
