import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sideBySide } from '../../duck/side-by-side.ts'
import { skippingFaulty } from '../skip-faulty.ts'
import type { StoreWriter } from '../store-writer.ts'
import { dropUnwanted } from './drop-unwanted.ts'
import { findDoubles } from './find-doubles.ts'
import { writeFirstSeen } from './first-seen.ts'
import { createState, filesWithPath, knowFile } from './ingest-state.ts'
import type { LinePiece } from './line-piece.ts'
import { loadLines, takeLoaded, type UnreadableLine } from './load-lines.ts'
import { markConflicts } from './mark-conflicts.ts'
import { cursorsAfter, type SourceRange, takeRange } from './plan-sources.ts'
import { writeRemovedDoubles } from './removed-doubles.ts'
import { compactTold, resolveBatch } from './resolve-batch.ts'
import { writeBatch } from './write-batch.ts'

/** What an import did. */
export interface ImportReport {
  /** Events that were added. */
  events: number
  /** Events that were there already. */
  doubles: number
  /** Added events whose id has another content. */
  conflicts: number
  /** Events that retention or an erasure had removed. */
  unwanted: number
  unreadable: { count: number; first: UnreadableLine[] }
  /** Refused events that were added. */
  deadLetters: number
  files: number
  bytes: number
}

export const emptyReport = (): ImportReport => ({
  events: 0,
  doubles: 0,
  conflicts: 0,
  unwanted: 0,
  unreadable: { count: 0, first: [] },
  deadLetters: 0,
  files: 0,
  bytes: 0,
})

const mostNamedLines = 100

/** Adds batches of event files to a store. */
export interface Ingest {
  /** Gives each batch back when all of it is in the store, durably; nothing of it is before. The next one is loaded meanwhile. */
  add(batches: readonly Batch[], report: ImportReport): AsyncGenerator<Batch>
}

type Batch = readonly SourceRange[]

/** Prepares to add events: learns what the store holds already. */
export async function createIngest(writer: StoreWriter): Promise<Ingest> {
  const { duck, directory } = writer
  await createState(duck)
  for (const file of writer.manifest().events)
    await skippingFaulty(writer, [file], () => knowFile(duck, file, filesWithPath(directory, [file.path])))
  return {
    add: (batches, report) => addAll(writer, batches, report),
  }
}

async function* addAll(
  writer: StoreWriter,
  batches: readonly Batch[],
  report: ImportReport,
): AsyncGenerator<Batch> {
  const take = (at: number) => takeAll(writer, batches[at] ?? [], { name: `piece-${at}`, report })
  let loaded = await load(writer, await take(0))
  let taken = await take(1)
  for (const [at, batch] of batches.entries()) {
    if (loaded.taken.length > 0) await takeLoaded(writer.duck)
    const add = () => writer.exclusively(() => addLoaded(writer, loaded, report))
    const works = [add, () => load(writer, taken)] as const
    const [added, next, later] = await sideBySide(writer.duck, works, () => take(at + 2))
    if (added.status === 'rejected') throw added.reason
    yield batch
    if (next.status === 'rejected') throw next.reason
    if (later.status === 'rejected') throw later.reason
    loaded = next.value
    taken = later.value
  }
}

async function removeCopies(taken: readonly Taken[]): Promise<void> {
  for (const { range, piece } of taken)
    if (piece.path !== range.file.path) await rm(piece.path, { force: true })
}

interface Taken {
  range: SourceRange
  piece: LinePiece
}

interface Loaded {
  taken: readonly Taken[]
  unreadable: readonly UnreadableLine[]
}

/** Fills the table that becomes `batch`: nothing of the store is asked or changed. */
async function load(writer: StoreWriter, taken: readonly Taken[]): Promise<Loaded> {
  if (taken.length === 0) return { taken, unreadable: [] }
  try {
    const pieces = taken.map(({ piece }) => piece)
    return { taken, unreadable: await loadLines(writer.duck, pieces, writer.scratch) }
  } finally {
    await removeCopies(taken)
  }
}

/** Makes ranges of event files readable for the database. */
async function takeAll(
  writer: StoreWriter,
  ranges: Batch,
  { name, report }: { name: string; report: ImportReport },
): Promise<Taken[]> {
  const taken: Taken[] = []
  for (const [index, range] of ranges.entries()) {
    const piece = await takeRange(range, join(writer.scratch, `${name}-${index}`)).catch((error: Error) => {
      const line = range.cursor.endLine + 1
      addUnreadable(report, [{ file: range.file.path, line, message: `cannot be read: ${error.message}` }])
      return undefined
    })
    if (piece !== undefined && isNews(range, piece)) taken.push({ range, piece })
  }
  return taken
}

function addUnreadable(report: ImportReport, lines: readonly UnreadableLine[]): void {
  report.unreadable.count += lines.length
  report.unreadable.first.push(...lines.slice(0, mostNamedLines - report.unreadable.first.length))
}

/** A last line without its end, which is left for later, is none. */
function isNews({ file, cursor }: SourceRange, piece: LinePiece): boolean {
  return piece.endByte > cursor.endByte || (file.endUs !== undefined && cursor.finished !== true)
}

async function addLoaded(
  writer: StoreWriter,
  { taken, unreadable }: Loaded,
  report: ImportReport,
): Promise<void> {
  if (taken.length === 0) return
  const { duck } = writer
  const manifest = writer.manifest()
  const sources = cursorsAfter(manifest.sources, taken)
  const unwanted = await dropUnwanted(duck, manifest)
  const doubles = await findDoubles(writer)
  await resolveBatch(writer)
  const files = await writeBatch(writer)
  await writer.commit({
    ...manifest,
    events: [...(await markConflicts(writer, doubles.marks)), ...files],
    firstSeen: [...manifest.firstSeen, ...(await writeFirstSeen(writer, files))],
    removed: [...manifest.removed, ...(await writeRemovedDoubles(writer))],
    sources,
  })
  await compactTold(duck)
  report.events += files.reduce((sum, { rows }) => sum + rows, 0)
  report.doubles += doubles.dropped
  report.conflicts += doubles.conflicts
  report.unwanted += unwanted
  addUnreadable(report, unreadable)
  report.files += taken.filter(({ range }) => range.file.endUs !== undefined).length
  report.bytes += taken.reduce((sum, { range, piece }) => sum + piece.endByte - range.cursor.endByte, 0)
}
