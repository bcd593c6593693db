import type { Logger } from 'pino'
import { type Clock, nowUs } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import { type EventFile, openEventFile } from './event-file.ts'
import { createGroupCommit } from './group-commit.ts'
import { durable, unavailable, type WriteOutcome } from './output.ts'

export interface FolderOptions {
  /** Longest time that a file stays open, milliseconds. */
  ageMs: number
  /** Most bytes of a file; the commit that reaches it finishes the file. */
  sizeBytes: number
  clock: Clock
  log: Logger
  /** A sync failed: the process must end. */
  onFatal: (error: unknown) => void
}

export interface GroupFolder {
  write(lines: Buffer): Promise<WriteOutcome>
  close(): Promise<void>
}

/** The files of one group: at most one is open, everything that waits for it goes out in one write and one sync. */
export function createGroupFolder(folder: string, options: FolderOptions): GroupFolder {
  let file: EventFile | undefined
  let cancelAge: (() => void) | undefined
  let failed = false

  const open = async () => {
    const opened = await openEventFile(folder, nowUs(options.clock))
    cancelAge = options.clock.after(options.ageMs, () => void commits.between(finish))
    file = opened
    return opened
  }

  const finish = async () => {
    cancelAge?.()
    const finished = file
    file = undefined
    try {
      // After a failed sync nothing is known of the file; the next start keeps its whole lines.
      if (!failed) await finished?.finish(nowUs(options.clock))
    } catch (error) {
      options.log.error(
        { folder, reason: systemCode(error) },
        'an event file keeps its dot name; the next start finishes it',
      )
    }
  }

  const commit = async (buffers: Buffer[]): Promise<WriteOutcome> => {
    if (failed) return unavailable('FAILED_SYNC')
    try {
      const current = file ?? (await open())
      const outcome = await current.append(buffers)
      if (outcome.status === 'unavailable') return outcome
      if (outcome.status === 'fatal') return fail(outcome.error)
      if (current.syncedBytes >= options.sizeBytes) await finish()
      return durable
    } catch (error) {
      return unavailable(systemCode(error))
    }
  }

  const fail = (error: unknown) => {
    failed = true
    cancelAge?.()
    options.onFatal(error)
    return unavailable('FAILED_SYNC')
  }

  const commits = createGroupCommit(commit)
  return {
    write: lines => commits.add(lines),
    close: () => commits.between(finish),
  }
}
