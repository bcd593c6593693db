import { type FileHandle, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Clock, nowUs } from '../clock.ts'
import { createNewFile } from '../outputs/create-new-file.ts'
import { syncDirectory } from '../outputs/sync-directory.ts'
import { fileMark, type WorkerPlace } from '../workers/worker-place.ts'

/** One file of the redo log: `.<startµs>.redo`, of a worker `.<startµs>.w<number>.redo`. */
export interface RedoFile {
  path: string
  handle: FileHandle
  bytes: number
  /** It is old enough to be followed by the next. */
  isDue: boolean
  /** The event files whose lines it keeps, with what syncs them. */
  files: Map<string, () => Promise<void>>
}

export interface RedoFileOptions {
  directory: string
  clock: Clock
  /** @default the only process, no mark */
  worker?: WorkerPlace | undefined
}

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
  return { path, handle, bytes: 0, isDue: false, files: new Map() }
}

/** Removes a file once the event files hold its lines on the disk. Rejects when a sync fails: the next start needs it then. */
export async function retireRedoFile({ files, path, handle }: RedoFile): Promise<void> {
  try {
    await Promise.all([...files.values()].map(sync => sync()))
    await unlink(path)
  } finally {
    await handle.close()
  }
}
