import { stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { type EventFile, listEventFiles, uuidName } from '../../event-files.ts'
import { isMissing } from '../../file-error.ts'
import type { Manifest, SourceCursor } from '../manifest.ts'
import { type LinePiece, takePiece } from './line-piece.ts'

/** A part of an event file that is not imported yet. */
export interface SourceRange {
  file: EventFile
  folder: string
  /** Names the file in its folder over its rename. */
  key: string
  cursor: SourceCursor
  bytes: number
}

type Sources = Manifest['sources']

const nothingRead: SourceCursor = { endByte: 0, endLine: 0 }

/** What the files of a directory hold beyond what was imported, in the order in which they were opened. */
export async function newRanges(
  source: string,
  sources: Sources,
): Promise<{ ranges: SourceRange[]; gone: Sources }> {
  const ranges: SourceRange[] = []
  const listed = new Map<string, Set<string>>()
  for (const file of await listEventFiles(source)) {
    const range = await rangeOf(file, sources)
    if (range === undefined) continue
    const keys = listed.get(range.folder) ?? new Set()
    listed.set(range.folder, keys.add(range.key))
    if (hasNews(range)) ranges.push(range)
  }
  return { ranges, gone: goneFrom(source, sources, listed) }
}

async function rangeOf(file: EventFile, sources: Sources): Promise<SourceRange | undefined> {
  try {
    const found = await stat(file.path, { bigint: true })
    if (!found.isFile()) return undefined
    const folder = resolve(file.folder)
    const key = `${file.startUs}/${found.ino}`
    const bytes = Number(found.size)
    const known = sources[folder]?.[key] ?? nothingRead
    // A file that got shorter was cut back by its gateway, or is another one: doubles are removed anyway.
    return { file, folder, key, cursor: bytes < known.endByte ? nothingRead : known, bytes }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function hasNews({ file, cursor, bytes }: SourceRange): boolean {
  if (cursor.finished === true && cursor.endByte === bytes) return false
  return bytes > cursor.endByte || file.endUs !== undefined
}

/** Cursors of files that are not there any more. */
function goneFrom(source: string, sources: Sources, listed: Map<string, Set<string>>): Sources {
  const gone: Sources = {}
  const top = resolve(source)
  for (const [folder, cursors] of Object.entries(sources)) {
    // The dead letter has its own listing.
    if (folder !== top && (dirname(folder) !== top || !uuidName.test(basename(folder)))) continue
    const lost = Object.entries(cursors).filter(([key]) => listed.get(folder)?.has(key) !== true)
    if (lost.length > 0) gone[folder] = Object.fromEntries(lost)
  }
  return gone
}

/** Cuts ranges into batches of about that many bytes. */
export function planBatches(ranges: readonly SourceRange[], batchBytes: number): SourceRange[][] {
  const batches: SourceRange[][] = []
  let room = 0
  for (const range of ranges) {
    if (room <= 0) {
      batches.push([])
      room = batchBytes
    }
    batches.at(-1)?.push(range)
    room -= range.bytes - range.cursor.endByte
  }
  return batches
}

/** Takes the lines of a range; undefined when the file was renamed meanwhile, which the next listing shows. */
export async function takeRange(
  { file, cursor, bytes }: SourceRange,
  copyPath: string,
): Promise<LinePiece | undefined> {
  try {
    return await takePiece({
      file,
      fromByte: cursor.endByte,
      toByte: bytes,
      linesBefore: cursor.endLine,
      copyPath,
    })
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The cursors after pieces were imported. */
export function cursorsAfter(
  sources: Sources,
  taken: readonly { range: SourceRange; piece: Pick<LinePiece, 'endByte' | 'endLine'> }[],
): Sources {
  const next: Sources = { ...sources }
  for (const { range, piece } of taken) {
    const finished = range.file.endUs !== undefined
    next[range.folder] = {
      ...next[range.folder],
      [range.key]: { endByte: piece.endByte, endLine: piece.endLine, ...(finished && { finished }) },
    }
  }
  return next
}

export function withoutCursors(sources: Sources, gone: Sources): Sources {
  const left = Object.entries(sources).map(([folder, cursors]) => {
    const kept = Object.entries(cursors).filter(([key]) => gone[folder]?.[key] === undefined)
    return [folder, Object.fromEntries(kept)] as const
  })
  return Object.fromEntries(left.filter(([, cursors]) => Object.keys(cursors).length > 0))
}
