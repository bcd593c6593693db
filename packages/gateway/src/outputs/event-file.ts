import type { FileHandle } from 'node:fs/promises'
import { lstat, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../start-error.ts'
import { makeDirectory, syncDirectory } from './sync-directory.ts'

/**
 * What became of an append.
 * - `durable`: the bytes are synced.
 * - `unavailable`: nothing of them stays; the file ends where it was last synced.
 * - `fatal`: the sync failed. What the disk holds is unknown, and a second sync would lie.
 */
type AppendOutcome =
  | { status: 'durable' }
  | { status: 'unavailable'; reason: string }
  | { status: 'fatal'; error: unknown }

export interface EventFile {
  readonly syncedBytes: number
  append(buffers: Buffer[]): Promise<AppendOutcome>
  /** Gives the file its final name and closes it. Rejects when that fails; the dot file stays then. */
  finish(endUs: number): Promise<void>
}

/** Opens a new file `.<startµs>.ndjson` in a folder, durably; makes the folder when it is missing. */
export async function openEventFile(folder: string, startUs: number): Promise<EventFile> {
  await makeDirectory(folder)
  const { handle, path, us } = await createAt(folder, startUs)
  try {
    await syncDirectory(folder)
  } catch (error) {
    await handle.close()
    await unlink(path)
    throw error
  }
  return eventFileOf(handle, { folder, path, startUs: us })
}

async function createAt(folder: string, startUs: number) {
  for (let us = startUs; ; us++) {
    const path = join(folder, `.${us}.ndjson`)
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
}

function eventFileOf(handle: FileHandle, place: Place): EventFile {
  let syncedBytes = 0
  let hasUnsyncedBytes = false

  const cutBack = async () => {
    if (!hasUnsyncedBytes) return
    await handle.truncate(syncedBytes)
    hasUnsyncedBytes = false
  }

  const write = async (buffers: Buffer[], bytes: number) => {
    await cutBack()
    hasUnsyncedBytes = true
    const { bytesWritten } = await handle.writev(buffers, syncedBytes)
    if (bytesWritten < bytes) throw Object.assign(new Error('short write'), { code: 'SHORT_WRITE' })
  }

  return {
    get syncedBytes() {
      return syncedBytes
    },
    async append(buffers) {
      const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
      try {
        await write(buffers, bytes)
      } catch (error) {
        // When cutting back fails too, the next append tries it again before it writes.
        await cutBack().catch(() => undefined)
        return { status: 'unavailable', reason: systemCode(error) }
      }
      try {
        await handle.datasync()
      } catch (error) {
        return { status: 'fatal', error }
      }
      syncedBytes += bytes
      hasUnsyncedBytes = false
      return { status: 'durable' }
    },
    async finish(endUs) {
      try {
        await cutBack()
        if (syncedBytes === 0) await unlink(place.path)
        else await renameFinished(place, endUs)
      } finally {
        await handle.close()
      }
    },
  }
}

/** Renames a dot file to `<startµs>-<endµs>.ndjson`, never over an existing name. */
export async function renameFinished(place: Place, endUs: number): Promise<string> {
  for (let us = Math.max(endUs, place.startUs); ; us++) {
    const path = join(place.folder, `${place.startUs}-${us}.ndjson`)
    if (await exists(path)) continue
    // The directory belongs to this process alone (see directory-lock.ts), so nobody takes the name meanwhile.
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
