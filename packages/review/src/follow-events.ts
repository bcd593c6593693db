import { type Cursor, type Cursors, createCursors } from './cursors.ts'
import { type EventFile, groupFolders, listEventFiles, lookAt } from './event-files.ts'
import { isMissing } from './file-error.ts'
import type { FileEntry } from './parse-line.ts'
import { entryOf } from './read-event-files.ts'
import { readLines } from './read-lines.ts'
import { eventOfLine, readRawFile } from './read-raw-lines.ts'
import { createWakeUp } from './wake-up.ts'
import { wholeLines } from './whole-lines.ts'

export interface FollowOptions {
  /** Ends it. */
  signal: AbortSignal
  /** Whether to give what is stored already before what arrives. */
  fromStart: boolean
  /** Passes over files that were finished before this time, microseconds since 1970 UTC. @default none */
  finishedSinceUs?: number
  /** Called once, when everything that was stored at the start has been given. */
  onCaughtUp?: () => void
  /** How often to look where the system does not notify, in milliseconds. @default 500 */
  pollMs?: number
}

/**
 * Gives events as they are stored: open files that grow, files that are finished by a rename, group folders that
 * appear later, a directory that does not exist yet. Each line once; a partial last line waits for its end.
 */
export async function* followEvents(directory: string, options: FollowOptions): AsyncGenerator<FileEntry> {
  const { signal, pollMs = 500 } = options
  const cursors = createCursors()
  const wakeUp = createWakeUp({ pollMs, signal })
  try {
    await passOver(directory, cursors, options)
    for (let first = true; !signal.aborted; first = false) {
      wakeUp.watch([directory, ...(await groupFolders(directory))])
      yield* whatIsNew(directory, cursors, signal)
      if (first) options.onCaughtUp?.()
      await wakeUp.next()
    }
  } finally {
    wakeUp.close()
  }
}

/** Takes what the caller does not want as read, open files up to their last whole line. */
async function passOver(directory: string, cursors: Cursors, options: FollowOptions): Promise<void> {
  if (options.fromStart) {
    const sinceUs = options.finishedSinceUs ?? 0
    for (const file of await listEventFiles(directory)) {
      if (file.endUs !== undefined && file.endUs < sinceUs) cursors.finish(file)
    }
    return
  }
  // A file that is renamed meanwhile is in the next listing.
  for (let round = 0; round < 5; round++) if (await passOverAll(directory, cursors)) return
}

async function passOverAll(directory: string, cursors: Cursors): Promise<boolean> {
  let all = true
  for (const file of await listEventFiles(directory)) {
    if (file.endUs !== undefined) cursors.finish(file)
    else if (!(await passOverOpen(file, cursors))) all = false
  }
  return all
}

/** False when the file was renamed meanwhile. */
async function passOverOpen(file: EventFile, cursors: Cursors): Promise<boolean> {
  const look = await lookAt(file)
  if (look === undefined) return false
  try {
    const { lines, endByte } = await wholeLines(file.path, look.bytes)
    Object.assign(cursors.of(look.identity), { endByte, line: lines, bytes: endByte })
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function* whatIsNew(
  directory: string,
  cursors: Cursors,
  signal: AbortSignal,
): AsyncGenerator<FileEntry> {
  const files = await listEventFiles(directory)
  for (const file of files) {
    const look = cursors.isFinished(file) ? undefined : await lookAt(file)
    if (look === undefined) continue
    const cursor = cursors.of(look.identity)
    for await (const entry of growth(file, cursor, look.bytes)) {
      if (signal.aborted) return
      yield entry
    }
    if (file.endUs !== undefined) cursors.finish(file)
  }
  cursors.listed(files)
}

/** What a file holds beyond the cursor. */
async function* growth(file: EventFile, cursor: Cursor, bytes: number): AsyncGenerator<FileEntry> {
  if (bytes === cursor.bytes && file.endUs === undefined) return
  try {
    // An array that was followed while it was open has an event a line; another one may have any layout.
    const isArray = file.format === 'array' && file.endUs !== undefined && cursor.endByte === 0
    if (!isArray) yield* newLines(file, cursor, bytes)
    else for await (const raw of readRawFile(file)) yield entryOf(raw)
    cursor.bytes = bytes
  } catch (error) {
    // Renamed since the look at it: the next listing has its new name.
    if (!isMissing(error)) throw error
  }
}

async function* newLines(file: EventFile, cursor: Cursor, bytes: number): AsyncGenerator<FileEntry> {
  if (bytes < cursor.endByte) {
    // The gateway cuts a file back to its last synced line when a write fails; it goes on from there.
    const { lines, endByte } = await wholeLines(file.path, bytes)
    Object.assign(cursor, { endByte, line: lines })
  }
  for await (const { text, endByte, whole } of readLines(file.path, cursor.endByte)) {
    if (!whole && file.endUs === undefined) return
    cursor.endByte = endByte
    cursor.line++
    const event = eventOfLine(file, text)
    if (event?.trim() !== '') yield entryOf({ file, line: cursor.line, text: event, whole })
  }
}
