import type { SensorPorts } from '@weaklayer/extension/testing'

type Clock = SensorPorts['clock']

/** The system's clock, which can be put forward, or set wrong. */
export interface SkippingClock extends Clock {
  /** Lets time pass at once: everything that becomes due runs. */
  skip(ms: number): void
  /** Sets it to another time, as a user or a time server does: no timer runs for it. */
  set(offsetMs: number): void
  close(): void
}

interface Timer {
  /** On a clock that nobody sets. */
  atMs: number
  run: () => void
  timeout: NodeJS.Timeout
}

export function createSkippingClock(): SkippingClock {
  const timers = new Set<Timer>()
  let skippedMs = 0
  let offsetMs = 0
  const steadyMs = () => performance.now() + skippedMs
  const fire = (timer: Timer) => {
    clearTimeout(timer.timeout)
    if (timers.delete(timer)) timer.run()
  }
  return {
    nowMs: () => Date.now() + skippedMs + offsetMs,
    after(delayMs, run) {
      const timer: Timer = {
        atMs: steadyMs() + delayMs,
        run,
        timeout: setTimeout(() => fire(timer), Math.min(delayMs, 2 ** 31 - 1)),
      }
      timers.add(timer)
      return () => {
        clearTimeout(timer.timeout)
        timers.delete(timer)
      }
    },
    skip(ms) {
      skippedMs += ms
      for (const timer of [...timers]) if (timer.atMs <= steadyMs()) fire(timer)
    },
    set(ms) {
      offsetMs = ms
    },
    close() {
      for (const timer of timers) clearTimeout(timer.timeout)
      timers.clear()
    },
  }
}
