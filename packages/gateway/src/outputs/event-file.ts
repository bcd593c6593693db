import type { FileHandle } from 'node:fs/promises'
import { lstat, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../start-error.ts'
import { fileMark, type WorkerPlace } from '../workers/worker-place.ts'
import type { FileFormat } from './file-format.ts'
import type { OpenFiles, Releasable } from './open-files.ts'
import { durable, unavailable, type WriteOutcome } from './output.ts'
import { makeDirectory, syncDirectory } from './sync-directory.ts'

/**
 * What became of an append.
 * - `written`: one outcome a buffer; the file ends after the last durable one.
 * - `given_up`: nothing is acknowledged, and what stands at the end of the file is unknown: it takes no more.
 * - `fatal`: the sync failed. What the disk holds is unknown, and a second sync would lie.
 */
type AppendOutcome =
  | { status: 'written'; outcomes: WriteOutcome[] }
  | { status: 'given_up'; error: unknown }
  | { status: 'fatal'; error: unknown }

export interface EventFile extends Releasable {
  readonly path: string
  readonly syncedBytes: number
  append(buffers: Buffer[]): Promise<AppendOutcome>
  /** Gives the file its final name and closes it. Rejects when that fails (FAILED_SYNC: a sync did); the dot file stays then. */
  finish(endUs: number): Promise<void>
  /** Closes the file as it is; the dot file stays, and the next start finishes it. */
  abandon(): Promise<void>
}

export interface EventFileOptions {
  format: FileFormat
  openFiles: OpenFiles
  /** Stands in the name of the file. @default the only process, no mark */
  worker?: WorkerPlace | undefined
}

/** Opens a new file `.<startµs>.<extension>` (of a worker `.<startµs>.w<number>.<extension>`) in a folder, durably; makes the folder when it is missing. */
export async function openEventFile(
  folder: string,
  startUs: number,
  options: EventFileOptions,
): Promise<EventFile> {
  const extension = `${fileMark(options.worker)}${options.format.extension}`
  const opened = await options.openFiles.opening(async () => {
    await makeDirectory(folder)
    const created = await createAt(folder, { startUs, extension })
    try {
      await syncDirectory(folder)
    } catch (error) {
      await created.handle.close()
      await unlink(created.path)
      throw error
    }
    return created
  })
  const place = { folder, path: opened.path, startUs: opened.us, extension }
  return eventFileOf(opened.handle, place, options)
}

async function createAt(folder: string, { startUs, extension }: { startUs: number; extension: string }) {
  for (let us = startUs; ; us++) {
    const path = join(folder, `.${us}.${extension}`)
    try {
      return { handle: await open(path, 'wx', 0o640), path, us }
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
  }
}

interface Place {
  folder: string
  path: string
  startUs: number
  extension: string
}

function eventFileOf(opened: FileHandle, place: Place, { format, openFiles }: EventFileOptions): EventFile {
  let handle: FileHandle | undefined = opened
  let busy = 0
  let syncedBytes = 0

  /** While it is in use, nobody closes the handle. */
  const using = async <Result>(run: (file: FileHandle) => Promise<Result>): Promise<Result> => {
    busy++
    try {
      openFiles.use(file)
      handle ??= await openFiles.opening(() => open(place.path, 'r+'))
      return await run(handle)
    } finally {
      busy--
    }
  }

  const close = async () => {
    openFiles.forget(file)
    const closing = handle
    handle = undefined
    await closing?.close()
  }

  const writeEnding = async () => {
    const ending = Buffer.from(format.ending)
    await using(async to => {
      const { bytesWritten } = await to.writev([ending], syncedBytes)
      if (bytesWritten < ending.length) throw coded('SHORT_WRITE')
      await to.datasync().catch(cause => {
        throw coded('FAILED_SYNC', cause)
      })
    })
  }

  const file: EventFile = {
    path: place.path,
    get syncedBytes() {
      return syncedBytes
    },
    async append(given) {
      const buffers = given.map((lines, index) => format.encode(lines, syncedBytes === 0 && index === 0))
      try {
        return await using(async to => {
          const { outcome, addedBytes } = await appendTo(to, buffers, syncedBytes)
          syncedBytes += addedBytes
          return outcome
        })
      } catch (error) {
        // Somebody removed the file while its handle was closed.
        if (systemCode(error) === 'ENOENT') return { status: 'given_up', error }
        return { status: 'written', outcomes: given.map(() => unavailable(systemCode(error))) }
      }
    },
    async finish(endUs) {
      try {
        if (syncedBytes === 0) return await unlink(place.path)
        if (format.ending !== '') await writeEnding()
        await renameFinished(place, endUs)
      } finally {
        await close()
      }
    },
    release: () => (busy > 0 ? undefined : close().catch(() => undefined)),
    abandon: close,
  }
  return file
}

/** Writes and syncs buffers behind the synced bytes; of a write that fails or is short whole buffers stay only. */
async function appendTo(
  file: FileHandle,
  buffers: Buffer[],
  syncedBytes: number,
): Promise<{ outcome: AppendOutcome; addedBytes: number }> {
  const { writtenBytes, reason } = await write(file, buffers, syncedBytes)
  const whole = wholeBuffers(buffers, writtenBytes)
  if (reason !== undefined) {
    try {
      await file.truncate(syncedBytes + whole.bytes)
    } catch (error) {
      return { outcome: { status: 'given_up', error }, addedBytes: 0 }
    }
  }
  if (whole.count > 0) {
    try {
      await file.datasync()
    } catch (error) {
      return { outcome: { status: 'fatal', error }, addedBytes: 0 }
    }
  }
  const outcomes = buffers.map((_, index) =>
    index < whole.count ? durable : unavailable(reason ?? 'UNKNOWN'),
  )
  return { outcome: { status: 'written', outcomes }, addedBytes: whole.bytes }
}

async function write(file: FileHandle, buffers: Buffer[], at: number) {
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  try {
    const { bytesWritten } = await file.writev(buffers, at)
    return bytesWritten === bytes
      ? { writtenBytes: bytes }
      : { writtenBytes: bytesWritten, reason: 'SHORT_WRITE' }
  } catch (error) {
    return { writtenBytes: 0, reason: systemCode(error) }
  }
}

function wholeBuffers(buffers: readonly Buffer[], writtenBytes: number): { count: number; bytes: number } {
  let count = 0
  let bytes = 0
  for (const buffer of buffers) {
    if (bytes + buffer.length > writtenBytes) break
    bytes += buffer.length
    count++
  }
  return { count, bytes }
}

function coded(code: string, cause?: unknown) {
  return Object.assign(new Error(code, { cause }), { code })
}

/** Renames a dot file to `<startµs>-<endµs>.<extension>`, never over an existing name. */
export async function renameFinished(place: Place, endUs: number): Promise<string> {
  for (let us = Math.max(endUs, place.startUs); ; us++) {
    const path = join(place.folder, `${place.startUs}-${us}.${place.extension}`)
    if (await exists(path)) continue
    // Names of its kind belong to this process alone (see directory-lock.ts), so nobody takes the name meanwhile.
    await rename(place.path, path)
    await syncDirectory(place.folder)
    return path
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
