import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createRedoLog } from '../redo/redo-log.ts'
import { replayRedoLogs } from '../redo/replay-redo-logs.ts'
import { startError, systemCode } from '../start-error.ts'
import { seesToAll } from '../workers/worker-place.ts'
import { createAppends } from './appends.ts'
import { type DirectoryLock, lockDirectory } from './directory-lock.ts'
import { type WatermarkOptions, watchDisk } from './disk-watermark.ts'
import type { Repetition } from './every.ts'
import type { RetentionLimits } from './expired-files.ts'
import { finishLeftovers } from './finish-leftovers.ts'
import { createGroupFolder, type FolderOptions, type GroupFolder } from './group-folder.ts'
import { type Output, unavailable } from './output.ts'
import { keepRetention, type RetentionOptions } from './retention.ts'
import { createRounds } from './rounds.ts'
import { makeDirectory } from './sync-directory.ts'

export interface FilesystemOptions extends Omit<FolderOptions, 'appends' | 'rounds'> {
  directory: string
  /** Commits begin that far apart under load, milliseconds. */
  commitEveryMs: number
  /** A redo log of so many bytes is followed by the next. @default 64 MiB */
  redoLogBytes?: number
  /** @default finished files stay */
  retention?: RetentionLimits | undefined
  onDeleted: RetentionOptions['onDeleted']
  onDiskUse: WatermarkOptions['onUse']
}

/**
 * Opens a directory of event files: takes it for this process (of several workers, its own names in it), and finishes what an earlier run left open.
 * @throws StartError OUTPUT_DIRECTORY_IN_USE, OUTPUT_DIRECTORY_UNUSABLE
 */
export async function openFilesystemOutput(options: FilesystemOptions): Promise<Output> {
  const lock = await options.gate(() => takeDirectory(options))
  const folders = new Map<string, GroupFolder>()
  // Where a failed sync costs a file and not the process, nothing may rest on a redo log.
  const { onFatal } = options
  const redoLog = onFatal && createRedoLog({ ...options, onFatal })
  const shared = {
    ...options,
    rounds: createRounds(options.clock, options.commitEveryMs),
    appends: createAppends(options.gate, redoLog),
  }
  const repetitions = seesToAll(options.worker) ? seeTo(options) : []
  let closed = false
  return {
    write(group, lines) {
      if (closed) return Promise.resolve(unavailable('CLOSED'))
      let folder = folders.get(group)
      if (folder === undefined) {
        // Groups come from verified tokens and keys only, so a name is always a UUID.
        folder = createGroupFolder(join(options.directory, group), shared)
        folders.set(group, folder)
      }
      return folder.write(lines)
    },
    async close() {
      closed = true
      await Promise.all(repetitions.map(repetition => repetition.close()))
      await Promise.all([...folders.values()].map(folder => folder.close()))
      await redoLog?.close()
      await lock.release()
    },
  }
}

function seeTo(options: FilesystemOptions): Repetition[] {
  const { retention, onDiskUse } = options
  return [
    watchDisk({ ...options, onUse: onDiskUse }),
    ...(retention ? [keepRetention({ ...options, limits: retention })] : []),
  ]
}

async function takeDirectory(options: FilesystemOptions): Promise<DirectoryLock> {
  const { directory, log, worker } = options
  let lock: DirectoryLock | undefined
  try {
    await makeDirectory(directory)
    if (!(await stat(directory)).isDirectory()) throw new Error('not a directory')
    lock = await lockDirectory(directory, worker)
    await replayRedoLogs(directory, log, worker)
    await finishLeftovers(directory, log, worker)
    return lock
  } catch (error) {
    await lock?.release()
    if (systemCode(error) === 'OUTPUT_DIRECTORY_IN_USE') throw error
    throw startError('OUTPUT_DIRECTORY_UNUSABLE', `cannot use ${directory}: ${systemCode(error)}`, error)
  }
}
