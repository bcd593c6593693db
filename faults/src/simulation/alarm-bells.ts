import { newProcess } from './process.ts'
import type { Scheduler } from './scheduler.ts'

/** The browser's alarms: they outlive it, and ring while it runs. */
export interface AlarmBells {
  set(alarm: string, atMs: number): void
  clear(alarm: string): void
  has(alarm: string): boolean
  /** Those that are kept in the profile ring from now on. */
  resume(): void
  pause(): void
}

export interface AlarmBellsOptions {
  name: string
  scheduler: Scheduler
  /** When each alarm is due. */
  due: Map<string, number>
  ring(alarm: string): void
}

const statusPeriodMs = 3_600_000
const leastMs = 30_000

export function createAlarmBells({ name, scheduler, due, ring }: AlarmBellsOptions): AlarmBells {
  const system = newProcess(`${name} system`, scheduler)
  let isRunning = false

  const plan = (alarm: string, atMs: number) => {
    due.set(alarm, atMs)
    scheduler.after(system, atMs - scheduler.nowMs(), () => {
      // It was cleared, or set anew, or the browser is off.
      if (!isRunning || due.get(alarm) !== atMs) return
      due.delete(alarm)
      if (alarm === 'status') plan(alarm, atMs + statusPeriodMs)
      ring(alarm)
    })
  }
  return {
    set: (alarm, delayMs) => plan(alarm, scheduler.nowMs() + Math.max(leastMs, delayMs)),
    clear: alarm => void due.delete(alarm),
    has: alarm => due.has(alarm),
    resume() {
      isRunning = true
      for (const [alarm, atMs] of due) plan(alarm, atMs)
    },
    pause() {
      isRunning = false
    },
  }
}
