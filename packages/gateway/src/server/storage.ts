import type { DeadLetter, DeadLetterEntry } from '../dead-letter/dead-letter.ts'
import type { QuietLog } from '../log/quiet-log.ts'
import type { Output, WriteOutcome } from '../outputs/output.ts'
import { durable } from '../outputs/output.ts'

/** All outputs and the dead letter as one. */
export interface Storage {
  /** Resolves `durable` only when every required output and the dead letter hold everything. Never rejects. */
  store(group: string, lines: readonly string[], refused?: readonly DeadLetterEntry[]): Promise<WriteOutcome>
  close(): Promise<void>
}

export interface StorageParts {
  outputs: readonly Output[]
  deadLetter: DeadLetter
  quietLog: QuietLog
}

export function createStorage({ outputs, deadLetter, quietLog }: StorageParts): Storage {
  const report = (output: string, outcome: WriteOutcome) => {
    if (outcome.status === 'unavailable')
      quietLog.error('OUTPUT_UNAVAILABLE', { output, reason: outcome.reason }, sayWhy(outcome.reason))
    return outcome
  }

  const writeTo = async (output: Output, group: string, lines: Buffer) => {
    const outcome = report(output.name, await output.write(group, lines))
    return output.required ? outcome : durable
  }

  return {
    async store(group, lines, refused = []) {
      const bytes = Buffer.from(lines.join(''))
      const written = lines.length === 0 ? [] : outputs.map(output => writeTo(output, group, bytes))
      if (refused.length > 0) {
        written.push(deadLetter.keep(group, refused).then(outcome => report('dead letter', outcome)))
      }
      const outcomes = await Promise.all(written)
      return outcomes.find(outcome => outcome.status === 'unavailable') ?? durable
    },
    async close() {
      await Promise.all([...outputs, deadLetter].map(one => one.close()))
    },
  }
}

function sayWhy(reason: string): string {
  const causes: Record<string, string> = {
    ENOSPC: 'the disk is full; sensors keep their events until there is space again',
    SHORT_WRITE: 'a write fitted only in part, so the disk is probably full; sensors keep their events',
    EDQUOT: 'the disk quota is used up; sensors keep their events until there is space again',
    EROFS: 'the file system is read-only',
    EACCES: 'the gateway may not write there',
    EMFILE: 'too many open files; raise the limit of open files',
  }
  return `an output cannot store events: ${causes[reason] ?? 'its write failed'}`
}
