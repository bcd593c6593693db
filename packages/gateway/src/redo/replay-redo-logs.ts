import { type FileHandle, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { codedError } from '../outputs/coded-error.ts'
import { systemCode } from '../start-error.ts'
import { inherits, type WorkerPlace } from '../workers/worker-place.ts'
import { recordsOf } from './read-redo-log.ts'
import type { RedoRecord } from './redo-record.ts'

const redoLogName = /^\.\d{1,16}\.(w\d{1,4}\.|)redo$/

/**
 * Writes what the redo logs of a dead process hold into its event files, syncs these and removes the redo logs. After the end of a
 * process alone the files hold everything already; after a loss of power they may end earlier. Of several workers each sees to its own.
 */
export async function replayRedoLogs(directory: string, log: Logger, worker?: WorkerPlace): Promise<void> {
  const names = await readdir(directory)
  for (const name of names.sort()) {
    const mark = redoLogName.exec(name)?.[1]
    if (mark === undefined || !inherits(worker, mark)) continue
    const path = join(directory, name)
    const { records, restoredBytes, files } = await replayRedoLog(path, directory)
    for (const file of files) await using(join(directory, file), handle => handle.datasync())
    await unlink(path)
    log.info(
      { file: path, records, restoredBytes },
      'the redo log of an earlier run was compared with its event files',
    )
  }
}

async function replayRedoLog(path: string, directory: string) {
  const files = new Set<string>()
  let records = 0
  let restoredBytes = 0
  for await (const record of recordsOf(path)) {
    records++
    const isThere = await using(join(directory, record.file), async handle => {
      if (await holds(handle, record)) return
      await writeAll(handle, record)
      restoredBytes += record.bytes.length
    })
    // A file that has its final name, or is gone, was synced before that.
    if (isThere) files.add(record.file)
  }
  return { records, restoredBytes, files }
}

/** Runs with an existing file; false where there is none. */
async function using(path: string, run: (handle: FileHandle) => Promise<void>): Promise<boolean> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r+')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
  try {
    await run(handle)
    return true
  } finally {
    await handle.close()
  }
}

async function holds(handle: FileHandle, { at, bytes }: RedoRecord): Promise<boolean> {
  const found = Buffer.alloc(bytes.length)
  const { bytesRead } = await handle.read(found, 0, found.length, at)
  return bytesRead === bytes.length && found.equals(bytes)
}

async function writeAll(handle: FileHandle, { at, bytes }: RedoRecord): Promise<void> {
  const { bytesWritten } = await handle.write(bytes, 0, bytes.length, at)
  if (bytesWritten < bytes.length) throw codedError('SHORT_WRITE')
}
