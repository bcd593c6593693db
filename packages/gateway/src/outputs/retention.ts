import { readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import { every, type Repetition } from './every.ts'
import { expiredFiles, type FinishedFile, finishedFileOf, type RetentionLimits } from './expired-files.ts'
import type { Gate } from './gate.ts'
import { groupFolders } from './group-folders.ts'
import { syncDirectory } from './sync-directory.ts'

export interface RetentionOptions {
  directory: string
  limits: RetentionLimits
  gate: Gate
  clock: Clock
  log: Logger
  onDeleted: (deleted: { files: number; bytes: number }) => void
}

const periodMs = 300_000

/** Deletes finished files beyond the limits, at the start and every five minutes. Open files and dead letters stay. */
export function keepRetention(options: RetentionOptions): Repetition {
  const { directory, clock, log } = options
  // Finished files never change, so each is looked at once.
  let known = new Map<string, FinishedFile>()
  return every(clock, periodMs, async () => {
    try {
      known = await finishedFiles(options, known)
      await deleteFiles(expiredFiles([...known.values()], options.limits, clock.nowMs()), options)
    } catch (error) {
      log.error({ directory, reason: systemCode(error) }, 'finished files could not be listed for retention')
    }
  })
}

async function finishedFiles({ directory, gate }: RetentionOptions, known: Map<string, FinishedFile>) {
  const found = new Map<string, FinishedFile>()
  for (const folder of await gate(() => groupFolders(directory))) {
    for (const name of await gate(() => readdir(folder))) {
      const file = finishedFileOf(folder, name)
      if (file === undefined) continue
      const path = join(folder, name)
      const bytes = known.get(path)?.bytes ?? (await gate(() => bytesOf(path)))
      if (bytes !== undefined) found.set(path, { ...file, bytes })
    }
  }
  return found
}

/** Undefined for what somebody else removed meanwhile. */
async function bytesOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function deleteFiles(files: readonly FinishedFile[], options: RetentionOptions): Promise<void> {
  const { directory, gate, log, onDeleted } = options
  const deleted: FinishedFile[] = []
  for (const file of files) if (await gate(() => deleteFile(file, log))) deleted.push(file)
  if (deleted.length === 0) return
  for (const folder of new Set(deleted.map(file => file.folder))) {
    // Without the sync a file may come back after a power loss; the next start then deletes it again.
    await gate(() => syncDirectory(folder))
  }
  const bytes = deleted.reduce((sum, file) => sum + file.bytes, 0)
  onDeleted({ files: deleted.length, bytes })
  log.info(
    { directory, files: deleted.length, bytes, first: deleted[0]?.name, last: deleted.at(-1)?.name },
    'finished files beyond the retention were deleted',
  )
}

async function deleteFile({ folder, name }: FinishedFile, log: Logger): Promise<boolean> {
  const path = join(folder, name)
  try {
    await unlink(path)
    return true
  } catch (error) {
    const reason = systemCode(error)
    if (reason !== 'ENOENT')
      log.error({ file: path, reason }, 'a file beyond the retention could not be deleted')
    return false
  }
}
