import { randomInt } from 'node:crypto'
import { type FileHandle, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, nowUs } from '../clock.ts'
import { createNewFile } from '../outputs/create-new-file.ts'
import { syncDirectory } from '../outputs/sync-directory.ts'
import { fileMark, type WorkerPlace } from '../workers/worker-place.ts'

/** One use of a file of the redo log: `.<startµs>.redo`, of a worker `.<startµs>.w<number>.redo`. */
export interface RedoFile {
  path: string
  handle: FileHandle
  /** Tells the records of this use from those of an earlier one. */
  salt: number
  bytes: number
  /** It gives way to the next. */
  isOld: boolean
  /** It is not to become old any more. */
  cancelAge?: () => void
  /** The event files whose lines it keeps, with what syncs them. */
  files: Map<string, () => Promise<void>>
}

export interface RedoFileOptions {
  directory: string
  clock: Clock
  /** @default the only process, no mark */
  worker?: WorkerPlace | undefined
}

const saltsBelow = 2 ** 47
const unused = () => ({ salt: randomInt(saltsBelow), bytes: 0, isOld: false, files: new Map() })

/** Makes a new file, durably. It closes no idle event file to make room: those wait for their late lines, and so for the redo log itself. */
export async function openRedoFile({ directory, clock, worker }: RedoFileOptions): Promise<RedoFile> {
  const pathAt = (us: number) => join(directory, `.${us}.${fileMark(worker)}redo`)
  const { handle, path } = await createNewFile(nowUs(clock), pathAt)
  try {
    await syncDirectory(directory)
  } catch (error) {
    await handle.close()
    throw error
  }
  return { path, handle, ...unused() }
}

/** The next use of a file whose lines the event files hold on the disk: its records go over those that are there. */
export function reuseRedoFile({ path, handle, cancelAge }: RedoFile): RedoFile {
  cancelAge?.()
  return { path, handle, ...unused() }
}

/** Ends a use: the event files hold its lines on the disk. Rejects when a sync fails: the next start needs the file then. */
export async function endRedoUse({ files, handle, bytes }: RedoFile): Promise<void> {
  try {
    await Promise.all([...files.values()].map(sync => sync()))
    // An earlier use may have been longer: its end must not outlive this one.
    await handle.truncate(bytes)
  } catch (error) {
    await handle.close()
    throw error
  }
}

export async function removeRedoFile({ path, handle, cancelAge }: RedoFile): Promise<void> {
  cancelAge?.()
  try {
    await unlink(path)
  } finally {
    await handle.close()
  }
}
