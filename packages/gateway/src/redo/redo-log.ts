import { type FileHandle, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, nowUs } from '../clock.ts'
import { codedError } from '../outputs/coded-error.ts'
import { createNewFile } from '../outputs/create-new-file.ts'
import type { OpenFiles } from '../outputs/open-files.ts'
import { syncDirectory } from '../outputs/sync-directory.ts'
import { fileMark, type WorkerPlace } from '../workers/worker-place.ts'
import { mostHeadBytes, recordHead } from './redo-record.ts'
import type { RoundWrite } from './redo-round.ts'
import { type RoundRunner, startRoundRunner } from './round-runner.ts'

/** Lines for the end of an event file. */
export interface RedoAppend {
  /** Relative to the output's directory. */
  file: string
  fd: number
  /** Where the file ends now. */
  at: number
  buffers: readonly Buffer[]
  /** Syncs the file itself, so that the redo log need not keep its lines. */
  sync: () => Promise<void>
}

/**
 * What became of appends.
 * - `durable`: the files hold them, and the redo log holds them on the disk.
 * - `untaken`: the redo log holds none; the files may.
 * - `fatal`: what the disk holds is unknown.
 */
type RedoOutcome = { status: 'durable' } | { status: 'untaken' } | { status: 'fatal'; error: Error }

/** Makes lines of many event files durable with one write and one sync. */
export interface RedoLog {
  /** Never rejects. Takes at most `mostRedoBytes` and `mostRedoAppends` at once. */
  append(appends: readonly RedoAppend[]): Promise<RedoOutcome>
  /** Removes the redo log after every file was synced. */
  close(): Promise<void>
}

export const mostRedoBytes = 3_145_728
export const mostRedoAppends = 1024
const memoryBytes = mostRedoBytes + mostRedoAppends * mostHeadBytes

export interface RedoLogOptions {
  directory: string
  openFiles: OpenFiles
  clock: Clock
  worker?: WorkerPlace | undefined
  /** A redo log of that age is followed by the next, milliseconds: what was erased elsewhere may not stay in it. */
  ageMs: number
  /** A redo log of so many bytes is followed by the next. @default 64 MiB */
  redoLogBytes?: number
}

interface RedoFile {
  path: string
  handle: FileHandle
  bytes: number
  /** The files whose lines it keeps, with what syncs them. */
  files: Map<string, () => Promise<void>>
}

const defaultBytes = 67_108_864

export function createRedoLog(options: RedoLogOptions): RedoLog {
  const { redoLogBytes = defaultBytes } = options
  let runner: RoundRunner | undefined
  let current: RedoFile | undefined
  let cancelAge: (() => void) | undefined
  let turn: Promise<unknown> = Promise.resolve()
  let retiring: Promise<void> = Promise.resolve()

  const run = async (appends: readonly RedoAppend[]): Promise<RedoOutcome> => {
    try {
      current ??= await begin()
    } catch {
      return { status: 'untaken' }
    }
    runner ??= startRoundRunner(memoryBytes)
    const { writes, length } = fill(runner.memory, appends)
    const { handle, bytes } = current
    const outcome = await runner.run({ writes, redoLog: { fd: handle.fd, at: bytes, from: 0, to: length } })
    if (outcome.status === 'fatal') return { status: 'fatal', error: failed(outcome) }
    if (outcome.status !== 'durable') return { status: 'untaken' }
    current.bytes += length
    for (const { file, sync } of appends) current.files.set(file, sync)
    if (current.bytes >= redoLogBytes) retireCurrent()
    return { status: 'durable' }
  }

  const begin = async () => {
    const file = await openRedoFile(options)
    cancelAge = options.clock.after(options.ageMs, () => {
      turn = turn.then(retireCurrent)
    })
    return file
  }

  const retireCurrent = () => {
    const full = current
    current = undefined
    cancelAge?.()
    // A file whose sync failed ends the process, and the next start needs the redo log.
    retiring = retiring.then(() => retire(full)).catch(() => undefined)
  }

  return {
    append(appends) {
      const outcome = turn
        .then(() => run(appends))
        .catch((error: Error): RedoOutcome => ({ status: 'fatal', error: failed(error) }))
      turn = outcome
      return outcome
    },
    async close() {
      await turn
      retireCurrent()
      await retiring
      await runner?.close()
    },
  }
}

/** With the code of the system where a sync failed; where the thread ended, with one of its own. */
function failed({
  code = 'REDO_LOG_FAILED',
  message,
}: {
  code?: string | undefined
  message: string
}): Error {
  return codedError(code, message)
}

async function openRedoFile({ directory, clock, openFiles, worker }: RedoLogOptions): Promise<RedoFile> {
  const pathAt = (us: number) => join(directory, `.${us}.${fileMark(worker)}redo`)
  const { handle, path } = await openFiles.opening(() => createNewFile(nowUs(clock), pathAt))
  try {
    await syncDirectory(directory)
  } catch (error) {
    await handle.close()
    throw error
  }
  return { path, handle, bytes: 0, files: new Map() }
}

async function retire(file: RedoFile | undefined): Promise<void> {
  if (file === undefined) return
  try {
    await Promise.all([...file.files.values()].map(sync => sync()))
    await unlink(file.path)
  } finally {
    await file.handle.close()
  }
}

/** Puts records into the memory of a round. */
function fill(memory: Buffer, appends: readonly RedoAppend[]): { writes: RoundWrite[]; length: number } {
  let length = 0
  const writes = appends.map(({ file, fd, at, buffers }) => {
    length += memory.write(recordHead(file, at, buffers), length, 'latin1')
    const from = length
    for (const buffer of buffers) length += buffer.copy(memory, length)
    return { fd, at, from, to: length }
  })
  return { writes, length }
}
