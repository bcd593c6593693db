import type { Clock } from '../clock.ts'

export interface TestClock extends Clock {
  /** Moves the time and runs what is due, in its order; then lets everything that does not wait for the clock finish. */
  advance(byMs: number): Promise<void>
  /** Delays of what waits now. */
  delays(): number[]
}

export function createTestClock(startMs: number): TestClock {
  let now = startMs
  const timers = new Set<{ atMs: number; run: () => void }>()
  const runDue = (untilMs: number) => {
    const due = [...timers].filter(timer => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
    if (due === undefined) return false
    timers.delete(due)
    now = Math.max(now, due.atMs)
    due.run()
    return true
  }
  return {
    nowMs: () => now,
    after(delayMs, run) {
      const timer = { atMs: now + delayMs, run }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(byMs) {
      await settle()
      const untilMs = now + byMs
      while (runDue(untilMs)) await settle()
      now = untilMs
      await settle()
    },
    delays: () => [...timers].map(timer => timer.atMs - now),
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}
