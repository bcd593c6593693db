import type { DeadLetter } from '../dead-letter/dead-letter.ts'
import type { QuietLog } from '../log/quiet-log.ts'
import type { BestEffortOutput } from '../outputs/best-effort-output.ts'
import type { WriteOutcome } from '../outputs/output.ts'
import type { RequiredOutput } from '../outputs/required-output.ts'
import type { LineBatch, OutputCounters } from '../outputs/stored-output.ts'
import { sayWhy, waitMs } from './output-failure.ts'

/**
 * What became of a batch.
 * - `durable`: every required output and the dead letter hold everything.
 * - `unavailable`: one does not. `output` names it for logs; the sensor should wait `retryAfterMs`.
 */
export type StoreOutcome =
  | { status: 'durable' }
  | { status: 'unavailable'; output: string; reason: string; retryAfterMs: number }

/** All outputs and the dead letter as one. */
export interface Storage {
  /**
   * Resolves `durable` only when every required output holds the lines and the dead letter the letters. Never rejects.
   */
  store(batch: LineBatch, letters?: readonly string[]): Promise<StoreOutcome>
  /** Whether an output may hold lines longer than until `store` resolved as `durable`. */
  readonly holdsLines: boolean
  /** What each output did since the start, the dead letter last. */
  counters(): readonly Readonly<OutputCounters>[]
  close(): Promise<void>
}

export interface StorageParts {
  required: readonly RequiredOutput[]
  bestEffort: readonly BestEffortOutput[]
  deadLetter: DeadLetter
  quietLog: QuietLog
}

export function createStorage({ required, bestEffort, deadLetter, quietLog }: StorageParts): Storage {
  const report = ({ name }: OutputCounters, outcome: WriteOutcome): StoreOutcome => {
    if (outcome.status === 'durable') return outcome
    const { reason } = outcome
    quietLog.error('OUTPUT_UNAVAILABLE', { output: name, reason }, sayWhy(reason))
    return { ...outcome, output: name, retryAfterMs: waitMs(reason) }
  }
  return {
    async store(batch, letters = []) {
      const outputs = batch.events === 0 ? [] : required
      const writes = outputs.map(({ counters, write }) => ({ counters, outcome: write(batch) }))
      if (letters.length > 0) {
        const { counters } = deadLetter
        writes.push({ counters, outcome: deadLetter.keep(batch.group, letters) })
      }
      const outcomes = await Promise.all(writes.map(({ outcome }) => outcome))
      const reports = writes.map(({ counters }, index) => report(counters, outcomes[index] as WriteOutcome))
      const failed = reports.find(({ status }) => status === 'unavailable')
      if (failed !== undefined) return failed
      // What sensors will send again is not offered: it would be doubled there.
      if (batch.events > 0) for (const output of bestEffort) output.offer(batch)
      return { status: 'durable' }
    },
    holdsLines: bestEffort.length > 0,
    counters: () => [...required, ...bestEffort, deadLetter].map(one => one.counters),
    async close() {
      await Promise.all([...required, ...bestEffort, deadLetter].map(one => one.close()))
    },
  }
}
