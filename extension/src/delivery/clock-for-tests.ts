import type { Clock } from './transport.ts'

/** A clock that moves only when told. For tests. */
export interface TestClock extends Clock {
  /** Moves on, running what is due on the way; waits for what that starts. */
  advance(byMs: number): Promise<void>
  jump(byMs: number): void
}

export function createTestClock(startMs = 1_763_760_000_000): TestClock {
  let nowMs = startMs
  let timers: { atMs: number; run: () => void }[] = []
  const settle = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    nowMs: () => nowMs,
    after(delayMs, run) {
      const timer = { atMs: nowMs + delayMs, run }
      timers.push(timer)
      return () => {
        timers = timers.filter(other => other !== timer)
      }
    },
    async advance(byMs) {
      const endMs = nowMs + byMs
      await settle()
      for (let due = next(timers, endMs); due !== undefined; due = next(timers, endMs)) {
        const timer = due
        timers = timers.filter(other => other !== timer)
        nowMs = Math.max(nowMs, timer.atMs)
        timer.run()
        await settle()
      }
      nowMs = endMs
      await settle()
    },
    jump(byMs) {
      nowMs += byMs
    },
  }
}

function next<Timer extends { atMs: number }>(timers: Timer[], endMs: number): Timer | undefined {
  return timers.filter(timer => timer.atMs <= endMs).sort((left, right) => left.atMs - right.atMs)[0]
}
