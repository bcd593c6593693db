import { nowUs } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import { type EventFile, openEventFile } from './event-file.ts'
import type { FolderOptions } from './group-folder.ts'

/** The one file of a folder that takes lines. */
export interface CurrentFile {
  /** The open one. */
  get(): EventFile | undefined
  open(): Promise<EventFile>
  /** Gives it its final name; where that fails, the next start does. */
  finish(): Promise<void>
  /** Leaves it as it is: the next start keeps its whole lines. Resolves with the code of the error. */
  giveUp(error: unknown, what: string): Promise<string>
}

export interface CurrentFileOptions extends FolderOptions {
  folder: string
  /** The file is old enough. */
  onAge: () => void
  syncBetween: (file: EventFile) => Promise<void>
}

export function createCurrentFile(options: CurrentFileOptions): CurrentFile {
  const { folder, clock, log } = options
  let file: EventFile | undefined
  let cancelAge: (() => void) | undefined
  let lastStartUs = 0

  const take = () => {
    cancelAge?.()
    const taken = file
    file = undefined
    return taken
  }

  return {
    get: () => file,
    async open() {
      // No name is used twice, also where the clock goes back: a redo log tells files by their names.
      const opened = await openEventFile(folder, Math.max(nowUs(clock), lastStartUs + 1), options)
      lastStartUs = opened.startUs
      cancelAge = clock.after(options.ageMs, options.onAge)
      file = opened
      return opened
    },
    async finish() {
      const finished = take()
      try {
        await finished?.finish(nowUs(clock))
      } catch (error) {
        const facts = { file: finished?.path, reason: systemCode(error) }
        log.error(facts, 'an event file keeps its dot name; the next start finishes it')
        if (facts.reason === 'FAILED_SYNC') options.onFatal?.(error)
      }
    },
    async giveUp(error, what) {
      const given = take()
      log.error({ file: given?.path, reason: systemCode(error) }, `${what}; the next start finishes the file`)
      await given?.abandon().catch(() => undefined)
      return systemCode(error)
    },
  }
}
