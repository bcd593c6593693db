import type { FileHandle } from 'node:fs/promises'
import { systemCode } from '../start-error.ts'
import { codedError } from './coded-error.ts'
import type { LentHandle } from './lent-handle.ts'

/** What of a file is not synced yet. After a sync that failed no other one counts: it would lie. */
export interface FileSync {
  /** Notes how an append went: whether a redo log keeps bytes for the file now; undefined: as before. */
  note(isUnsynced: boolean | undefined): void
  /** Notes that a sync failed. */
  fail(cause: unknown): void
  /** Syncs, at once. Rejects with FAILED_SYNC. */
  sync(handle: FileHandle): Promise<void>
  /** Syncs where a redo log has lines of the file. Not while an append runs. Rejects with FAILED_SYNC. */
  syncWhatIsLeft(): Promise<void>
}

export function createFileSync(lent: LentHandle): FileSync {
  let isUnsynced = false
  let failure: Error | undefined

  const fail = (cause: unknown) => {
    failure = codedError('FAILED_SYNC', cause)
    return failure
  }

  const sync = async (handle: FileHandle) => {
    if (failure) throw failure
    await handle.datasync().catch(cause => {
      throw fail(cause)
    })
  }

  return {
    note(isNow) {
      isUnsynced = isNow ?? isUnsynced
    },
    fail,
    sync,
    async syncWhatIsLeft() {
      if (!isUnsynced) return
      try {
        await lent.using(sync)
      } catch (error) {
        // Where somebody removed the file while its handle was closed, there is nothing to sync.
        if (systemCode(error) !== 'ENOENT') throw error
      }
    },
  }
}
