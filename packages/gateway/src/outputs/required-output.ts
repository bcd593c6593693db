import type { Clock } from '../clock.ts'
import { type Output, unavailable, type WriteOutcome } from './output.ts'
import { countOutcome, type LineBatch, type OutputCounters } from './stored-output.ts'

/** An output that acknowledgements wait for. */
export interface RequiredOutput {
  readonly counters: OutputCounters
  /** Resolves with what became of the batch, after at most ten seconds. Never rejects. */
  write(batch: LineBatch): Promise<WriteOutcome>
  close(): Promise<void>
}

interface Waiting {
  period: number
  resolve: (outcome: WriteOutcome) => void
}

/** A write that takes two periods is answered as unavailable, so after 5 to 10 s: sensors wait 25 s for an answer. */
const periodMs = 5000

/**
 * Answers for an output in bounded time. While a write is overdue, what comes is refused at once: the sensors are the
 * buffer, and a hanging disk must not fill memory.
 */
export function createRequiredOutput(
  output: Output,
  options: { counters: OutputCounters; clock: Clock },
): RequiredOutput {
  const { clock, counters } = options
  /** In the order in which they began. */
  const waiting = new Set<Waiting>()
  let overdue = 0
  let period = 0
  let isWatching = false

  const watch = () => {
    if (isWatching) return
    isWatching = true
    clock.after(periodMs, () => {
      isWatching = false
      period++
      for (const one of waiting) {
        if (one.period > period - 2) break
        waiting.delete(one)
        overdue++
        one.resolve(unavailable('SLOW'))
      }
      if (waiting.size > 0) watch()
    })
  }

  const count = (batch: LineBatch, outcome: WriteOutcome) => {
    countOutcome(counters, batch, { outcome, nowMs: clock.nowMs })
    return outcome
  }

  return {
    counters,
    write(batch) {
      if (overdue > 0) return Promise.resolve(count(batch, unavailable('SLOW')))
      const { promise, resolve } = Promise.withResolvers<WriteOutcome>()
      const one = { period, resolve: (outcome: WriteOutcome) => resolve(count(batch, outcome)) }
      const { group, lines } = batch
      counters.queuedBytes += lines.length
      waiting.add(one)
      watch()
      void output.write(group, lines).then(outcome => {
        counters.queuedBytes -= lines.length
        if (waiting.delete(one)) one.resolve(outcome)
        else overdue--
      })
      return promise
    },
    close: () => output.close(),
  }
}
