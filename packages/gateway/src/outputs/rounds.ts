import type { Clock } from '../clock.ts'

/** Lets commits of all files begin together, so that what comes meanwhile shares their work at the disk. */
export interface Rounds {
  /** Resolves when the next round begins: some milliseconds after the last one, after a rest at once. */
  next(): Promise<void>
}

export function createRounds(clock: Clock, everyMs: number): Rounds {
  let beganMs = Number.NEGATIVE_INFINITY
  let waiting: PromiseWithResolvers<void> | undefined
  const begin = () => {
    beganMs = clock.nowMs()
    waiting?.resolve()
    waiting = undefined
  }
  return {
    next() {
      if (waiting) return waiting.promise
      waiting = Promise.withResolvers<void>()
      const { promise } = waiting
      const restMs = beganMs + everyMs - clock.nowMs()
      // A clock that went back makes nobody wait longer.
      if (restMs > 0 && restMs <= everyMs) clock.after(restMs, begin)
      else begin()
      return promise
    },
  }
}
