import type { FileHandle } from 'node:fs/promises'
import { lstat, rename, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { systemCode } from '../start-error.ts'
import { fileMark, type WorkerPlace } from '../workers/worker-place.ts'
import type { AppendOutcome } from './append-lines.ts'
import type { Appends } from './appends.ts'
import { codedError } from './coded-error.ts'
import { createNewFile } from './create-new-file.ts'
import type { FileFormat } from './file-format.ts'
import { createFileSync } from './file-sync.ts'
import { createLentHandle } from './lent-handle.ts'
import type { OpenFiles } from './open-files.ts'
import { unavailable } from './output.ts'
import { makeDirectory, syncDirectory } from './sync-directory.ts'

export interface EventFile {
  readonly path: string
  readonly startUs: number
  readonly syncedBytes: number
  append(buffers: Buffer[]): Promise<AppendOutcome>
  /** Syncs what the file has, where a redo log keeps lines of it. Not while an append runs. Rejects when that fails (FAILED_SYNC). */
  sync(): Promise<void>
  /** Gives the file its final name and closes it. Rejects when that fails (FAILED_SYNC: a sync did); the dot file stays then. */
  finish(endUs: number): Promise<void>
  /** Closes the file as it is; the dot file stays, and the next start finishes it. */
  abandon(): Promise<void>
}

export interface EventFileOptions {
  format: FileFormat
  openFiles: OpenFiles
  appends: Appends
  /** Syncs the file between two appends: for the redo log that keeps its lines until then. */
  syncBetween: (file: EventFile) => Promise<void>
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
    const created = await createNewFile(startUs, us => join(folder, `.${us}.${extension}`))
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

interface Place {
  folder: string
  path: string
  startUs: number
  extension: string
}

function eventFileOf(opened: FileHandle, place: Place, options: EventFileOptions): EventFile {
  const { format, openFiles, appends } = options
  const name = `${basename(place.folder)}/${basename(place.path)}`
  const handle = createLentHandle(opened, { path: place.path, openFiles, settle: () => appends.settle(name) })
  let syncedBytes = 0
  const synced = createFileSync(handle)

  const syncLater = () => options.syncBetween(file)

  const file: EventFile = {
    path: place.path,
    startUs: place.startUs,
    get syncedBytes() {
      return syncedBytes
    },
    async append(given) {
      const buffers = given.map((lines, index) => format.encode(lines, syncedBytes === 0 && index === 0))
      try {
        const to = handle.lend() ?? (await handle.lendAgain())
        const sent = { handle: to, file: name, at: syncedBytes, buffers, sync: syncLater }
        const { outcome, addedBytes, isUnsynced } = await appends.append(sent)
        handle.giveBack()
        syncedBytes += addedBytes
        synced.note(isUnsynced)
        if (outcome.status === 'fatal') synced.fail(outcome.error)
        return outcome
      } catch (error) {
        // Somebody removed the file while its handle was closed.
        if (systemCode(error) === 'ENOENT') return { status: 'given_up', error }
        return { status: 'written', outcomes: given.map(() => unavailable(systemCode(error))) }
      }
    },
    sync: synced.syncWhatIsLeft,
    async finish(endUs) {
      try {
        if (syncedBytes === 0) return await unlink(place.path)
        await appends.settle(name)
        if (format.ending === '') await synced.syncWhatIsLeft()
        else
          await handle.using(async to => {
            await writeEnding(to, format.ending, syncedBytes)
            await synced.sync(to)
          })
        await renameFinished(place, endUs)
      } finally {
        await handle.close()
      }
    },
    abandon: handle.close,
  }
  return file
}

async function writeEnding(file: FileHandle, ending: string, at: number): Promise<void> {
  const bytes = Buffer.from(ending)
  const { bytesWritten } = await file.writev([bytes], at)
  if (bytesWritten < bytes.length) throw codedError('SHORT_WRITE')
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
