/** Time and timers as the gateway uses them, so that tests can move them. */
export interface Clock {
  /** Milliseconds since 1970 UTC. */
  nowMs(): number
  /** Runs once after the time and returns what cancels it; it keeps no process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** Longest delay of a timer of Node; a longer one would fire at once. */
const longestDelayMs = 2_147_483_647

export function systemClock(nowMs: () => number = Date.now): Clock {
  return {
    nowMs,
    after(delayMs, run) {
      const timer = setTimeout(run, Math.min(delayMs, longestDelayMs)).unref()
      return () => clearTimeout(timer)
    },
  }
}

/** Microseconds since 1970 UTC, a whole number. */
export function nowUs(clock: Clock): number {
  return Math.round(clock.nowMs() * 1000)
}
