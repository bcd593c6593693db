import { createHash } from 'node:crypto'

/** What happened, line by line: the same for the same seed. */
export interface Trace {
  note(who: string, what: string): void
  lines(): readonly string[]
  hash(): string
}

export function createTrace(nowMs: () => number): Trace {
  const lines: string[] = []
  return {
    note: (who, what) => void lines.push(`${(nowMs() / 1000).toFixed(3).padStart(12)} ${who}: ${what}`),
    lines: () => lines,
    hash: () => createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16),
  }
}
