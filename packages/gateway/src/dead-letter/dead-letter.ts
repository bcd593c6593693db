import type { WriteOutcome } from '../outputs/output.ts'
import type { RequiredOutput } from '../outputs/required-output.ts'
import type { OutputCounters } from '../outputs/stored-output.ts'

/** An event that validation refused, as it is kept: with the reason, never edited. */
export interface DeadLetterEntry {
  received: number
  sensor: string
  group: string
  code: string
  message: string
  event: unknown
}

/** The line of an entry. */
export function letterLine(entry: DeadLetterEntry): string {
  return `${JSON.stringify(entry)}\n`
}

export interface DeadLetter {
  readonly counters: OutputCounters
  /** Keeps lines of refused events of one group as durably as an output keeps accepted ones. */
  keep(group: string, lines: readonly string[]): Promise<WriteOutcome>
  close(): Promise<void>
}

export function createDeadLetter(files: RequiredOutput): DeadLetter {
  return {
    counters: files.counters,
    keep: (group, lines) => files.write({ group, lines: Buffer.from(lines.join('')), events: lines.length }),
    close: () => files.close(),
  }
}
