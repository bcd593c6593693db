import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import type { WorkerPlace } from '../workers/worker-place.ts'
import type { Appends } from './appends.ts'
import { createCurrentFile } from './current-file.ts'
import type { EventFile } from './event-file.ts'
import type { FileFormat } from './file-format.ts'
import type { Gate } from './gate.ts'
import { createGroupCommit } from './group-commit.ts'
import type { OpenFiles } from './open-files.ts'
import { unavailable, type WriteOutcome } from './output.ts'
import type { Rounds } from './rounds.ts'

export interface FolderOptions {
  /** Longest time that a file stays open, milliseconds. */
  ageMs: number
  /** Most bytes of a file; the commit that reaches it finishes the file. */
  sizeBytes: number
  format: FileFormat
  openFiles: OpenFiles
  /** Bounds how many groups open and finish files at once. */
  gate: Gate
  rounds: Rounds
  appends: Appends
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
  const { gate, rounds, sizeBytes } = options
  let failed = false

  const commit = async (buffers: Buffer[]): Promise<WriteOutcome[]> => {
    const all = (reason: string) => buffers.map(() => unavailable(reason))
    if (failed) return all('FAILED_SYNC')
    try {
      const file = current.get() ?? (await gate(current.open))
      const outcome = await file.append(buffers)
      if (outcome.status === 'given_up') {
        return all(await current.giveUp(outcome.error, 'a write that failed could not be cut off'))
      }
      if (outcome.status === 'fatal') return all(await failedSync(outcome.error))
      if (file.syncedBytes >= sizeBytes) await gate(current.finish)
      return outcome.outcomes
    } catch (error) {
      return all(systemCode(error))
    }
  }

  const failedSync = async (error: unknown) => {
    failed = options.onFatal !== undefined
    options.onFatal?.(error)
    await current.giveUp(error, 'a sync failed')
    return 'FAILED_SYNC'
  }

  const syncBetween = (file: EventFile) =>
    between(async () => {
      try {
        await file.sync()
      } catch (error) {
        await failedSync(error)
        throw error
      }
    })

  const commits = createGroupCommit({ rounds, commit })
  const between = (run: () => Promise<void>) => commits.between(() => gate(run))
  const finish = () => between(current.finish)
  const current = createCurrentFile({ ...options, folder, syncBetween, onAge: () => void finish() })
  return {
    write: lines => commits.add(lines),
    close: finish,
  }
}
