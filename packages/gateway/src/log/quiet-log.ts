import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'

/** A log for what can happen with every request: at most one line a code and period, with the number left out. */
export interface QuietLog {
  warn(code: string, facts: Record<string, unknown>, message: string): void
  error(code: string, facts: Record<string, unknown>, message: string): void
}

const periodMs = 10_000

export function createQuietLog(log: Logger, clock: Clock): QuietLog {
  const last = new Map<string, { atMs: number; leftOut: number }>()
  const write =
    (level: 'warn' | 'error') => (code: string, facts: Record<string, unknown>, message: string) => {
      const before = last.get(code)
      const nowMs = clock.nowMs()
      if (before !== undefined && nowMs - before.atMs < periodMs) {
        before.leftOut++
        return
      }
      last.set(code, { atMs: nowMs, leftOut: 0 })
      log[level]({ code, ...facts, leftOut: before?.leftOut ?? 0 }, message)
    }
  return { warn: write('warn'), error: write('error') }
}
