import type { Clock } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import { createGate } from './gate.ts'

/** A file whose handle can be closed between two writes; the next write opens it again. */
export interface Releasable {
  /** Closes the handle; undefined while it is in use. */
  release(): Promise<void> | undefined
}

/** Bounds the handles of event files: those that were used longest ago are closed first. */
export interface OpenFiles {
  /** Notes that a file is used now. */
  use(file: Releasable): void
  forget(file: Releasable): void
  /** Runs what opens files; where the system has no more for this process, idle ones are closed and it runs again. */
  opening<Result>(run: () => Promise<Result>): Promise<Result>
}

export interface OpenFilesOptions {
  /** Most handles, beside those in use right now. */
  most: number
  /** A handle that is not used so long is closed, milliseconds. */
  idleMs: number
  clock: Clock
}

/** So many are opened at once, each after another one made room for it. */
const mostOpening = 3

export function createOpenFiles({ most, idleMs, clock }: OpenFilesOptions): OpenFiles {
  /** With the sweep of their last use, those that were used longest ago first. */
  const files = new Map<Releasable, number>()
  const gate = createGate(mostOpening)
  let sweep = 0
  let isSweeping = false

  const releaseWhile = async (goesOn: (usedAtSweep: number) => boolean) => {
    const closing: Promise<void>[] = []
    for (const [file, usedAtSweep] of files) {
      if (!goesOn(usedAtSweep)) break
      const released = file.release()
      if (released === undefined) continue
      files.delete(file)
      closing.push(released)
    }
    await Promise.all(closing)
  }

  const sweepLater = () => {
    if (isSweeping) return
    isSweeping = true
    clock.after(idleMs, () => {
      isSweeping = false
      sweep++
      void releaseWhile(usedAtSweep => usedAtSweep < sweep - 1)
      if (files.size > 0) sweepLater()
    })
  }

  return {
    use(file) {
      files.delete(file)
      files.set(file, sweep)
      if (files.size > most) void releaseWhile(() => files.size > most)
      sweepLater()
    },
    forget: file => void files.delete(file),
    opening: run =>
      gate(async () => {
        await releaseWhile(() => files.size >= most)
        try {
          return await run()
        } catch (error) {
          if (!['EMFILE', 'ENFILE'].includes(systemCode(error))) throw error
          await releaseWhile(() => true)
          return await run()
        }
      }),
  }
}
