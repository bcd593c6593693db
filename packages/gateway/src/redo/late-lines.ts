import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import { codedError } from '../outputs/coded-error.ts'
import type { Failure, Settlement } from './redo-round.ts'

/** Lines that are durable in the redo log and not yet in their event files. */
export interface LateLines {
  /** Whether there are none, of a file or at all. */
  isSettled(file?: string): boolean
  /** Notes that files have some: `onDue` is called a quarter of a second later, or earlier and again while files do not take them. */
  add(files: Iterable<string>): void
  /** Gives them to their files. Rejects with the code of a file that does not take its own. */
  settle(): Promise<void>
  /** `onDue` is called no more. */
  stop(): void
}

export interface LateLinesOptions {
  clock: Clock
  log: Logger
  /** Lets the thread write them. */
  write: () => Promise<Settlement | undefined>
  /** It is time to settle. */
  onDue: () => void
  /** A file cannot be written, and waiting for space would not help: the process must end, and the next start replays the redo log. */
  onFatal: (error: unknown) => void
}

/** Readers of event files get lines at most that much later than their sensors the answer, milliseconds. */
const lateMs = 250
/** What ends when somebody makes room. */
const codesOfFullDisks = ['ENOSPC', 'EDQUOT', 'SHORT_WRITE']
const waitForSpace =
  'acknowledged lines wait in the redo log, for event files that do not take them; make room on the disk'

export function createLateLines({ clock, log, write, onDue, onFatal }: LateLinesOptions): LateLines {
  const late = new Set<string>()
  let isTold = false
  let cancel: (() => void) | undefined

  const stop = () => {
    cancel?.()
    cancel = undefined
  }

  const notTaken = (failure: Failure) => {
    const error = codedError(failure.code, failure.message)
    if (codesOfFullDisks.includes(failure.code)) {
      cancel = clock.after(lateMs, onDue)
      if (!isTold) log.error({ code: 'LINES_LATE', reason: failure.code }, waitForSpace)
      isTold = true
    } else onFatal(error)
    return error
  }

  return {
    isSettled: file => (file === undefined ? late.size === 0 : !late.has(file)),
    add(files) {
      for (const file of files) late.add(file)
      cancel ??= clock.after(lateMs, onDue)
    },
    async settle() {
      stop()
      if (late.size === 0) return
      const settlement = await write()
      if (settlement?.status === 'unsettled') throw notTaken(settlement)
      late.clear()
      if (isTold) log.info('event files have the lines that waited in the redo log')
      isTold = false
    },
    stop,
  }
}
