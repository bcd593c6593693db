import { type FileHandle, open } from 'node:fs/promises'
import type { OpenFiles, Releasable } from './open-files.ts'

/** The handle of a file that stays: while nobody uses it, it may be closed, and is opened again for the next use. */
export interface LentHandle {
  /** The handle until `giveBack`; undefined while it is closed. */
  lend(): FileHandle | undefined
  /** Opens the file again, until `giveBack`. */
  lendAgain(): Promise<FileHandle>
  giveBack(): void
  using<Result>(run: (handle: FileHandle) => Promise<Result>): Promise<Result>
  /** Not while it is lent. */
  close(): Promise<void>
}

export interface LentHandleOptions {
  path: string
  openFiles: OpenFiles
  /** Before the file is closed; where it rejects, the file stays open. */
  settle: () => Promise<void>
}

export function createLentHandle(opened: FileHandle, options: LentHandleOptions): LentHandle {
  const { path, openFiles, settle } = options
  let handle: FileHandle | undefined = opened
  let busy = 0

  const close = async () => {
    await settle()
    if (busy > 0) return
    openFiles.forget(releasable)
    const closing = handle
    handle = undefined
    await closing?.close()
  }

  const releasable: Releasable = {
    release: () => (busy > 0 ? undefined : close().catch(() => undefined)),
  }

  const lent: LentHandle = {
    lend() {
      if (handle === undefined) return undefined
      busy++
      openFiles.use(releasable)
      return handle
    },
    async lendAgain() {
      const again = await openFiles.opening(() => open(path, 'r+'))
      handle = again
      return lent.lend() ?? again
    },
    giveBack() {
      busy--
    },
    async using(run) {
      const to = lent.lend() ?? (await lent.lendAgain())
      try {
        return await run(to)
      } finally {
        lent.giveBack()
      }
    },
    close,
  }
  return lent
}
