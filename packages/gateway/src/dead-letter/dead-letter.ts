import type { Output, WriteOutcome } from '../outputs/output.ts'

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
  /** Keeps refused events of one group as durably as an output keeps accepted ones. */
  keep(group: string, entries: readonly DeadLetterEntry[]): Promise<WriteOutcome>
  close(): Promise<void>
}

export function createDeadLetter(files: Output): DeadLetter {
  return {
    keep: (group, entries) =>
      files.write(group, Buffer.from(entries.map(entry => `${JSON.stringify(entry)}\n`).join(''))),
    close: () => files.close(),
  }
}
