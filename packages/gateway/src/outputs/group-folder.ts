import type { Logger } from 'pino'
import { type Clock, nowUs } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import { type EventFile, openEventFile } from './event-file.ts'
import type { FileFormat } from './file-format.ts'
import type { Gate } from './gate.ts'
import { createGroupCommit } from './group-commit.ts'
import type { OpenFiles } from './open-files.ts'
import { unavailable, type WriteOutcome } from './output.ts'

export interface FolderOptions {
  /** Longest time that a file stays open, milliseconds. */
  ageMs: number
  /** Commits of a group begin that far apart under load, milliseconds. */
  commitEveryMs: number
  /** Most bytes of a file; the commit that reaches it finishes the file. */
  sizeBytes: number
  format: FileFormat
  openFiles: OpenFiles
  gate: Gate
  clock: Clock
  log: Logger
  /** @default the only process */
  worker?: WorkerPlace | undefined
  /** A sync failed: the process must end. @default the file is given up, and the next write starts another one */
  onFatal?: ((error: unknown) => void) | undefined
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
    const opened = await openEventFile(folder, nowUs(options.clock), options)
    cancelAge = options.clock.after(options.ageMs, () => void commits.between(finish))
    file = opened
    return opened
  }

  const take = () => {
    cancelAge?.()
    const taken = file
    file = undefined
    return taken
  }

  const finish = async () => {
    const finished = take()
    try {
      await finished?.finish(nowUs(options.clock))
    } catch (error) {
      const facts = { file: finished?.path, reason: systemCode(error) }
      options.log.error(facts, 'an event file keeps its dot name; the next start finishes it')
      if (facts.reason === 'FAILED_SYNC') options.onFatal?.(error)
    }
  }

  /** The next start keeps the whole lines of the file. */
  const giveUp = async (error: unknown, what: string) => {
    const given = take()
    options.log.error(
      { file: given?.path, reason: systemCode(error) },
      `${what}; the next start finishes the file`,
    )
    await given?.abandon().catch(() => undefined)
    return systemCode(error)
  }

  const commit = async (buffers: Buffer[]): Promise<WriteOutcome[]> => {
    const all = (reason: string) => buffers.map(() => unavailable(reason))
    if (failed) return all('FAILED_SYNC')
    try {
      const current = file ?? (await open())
      const outcome = await current.append(buffers)
      if (outcome.status === 'given_up') {
        return all(await giveUp(outcome.error, 'a write that failed could not be cut off'))
      }
      if (outcome.status === 'fatal') return all(await failedSync(outcome.error))
      if (current.syncedBytes >= options.sizeBytes) await finish()
      return outcome.outcomes
    } catch (error) {
      return all(systemCode(error))
    }
  }

  const failedSync = async (error: unknown) => {
    failed = options.onFatal !== undefined
    options.onFatal?.(error)
    await giveUp(error, 'a sync failed')
    return 'FAILED_SYNC'
  }

  const commits = createGroupCommit({ ...options, commit })
  return {
    write: lines => commits.add(lines),
    close: () => commits.between(finish),
  }
}
