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

export interface DeadLetter {
  readonly counters: OutputCounters
  /** Keeps refused events of one group as durably as an output keeps accepted ones. */
  keep(group: string, entries: readonly DeadLetterEntry[]): Promise<WriteOutcome>
  close(): Promise<void>
}

export function createDeadLetter(files: RequiredOutput): DeadLetter {
  return {
    counters: files.counters,
    keep: (group, entries) => {
      const lines = Buffer.from(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))
      return files.write({ group, lines, events: entries.length })
    },
    close: () => files.close(),
  }
}
