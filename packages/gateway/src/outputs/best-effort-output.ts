import type { Clock } from '../clock.ts'
import { systemCode } from '../start-error.ts'
import { type Output, unavailable, type WriteOutcome } from './output.ts'
import { countOutcome, type LineBatch, type OutputCounters } from './stored-output.ts'

/** An output that no acknowledgement waits for. */
export interface BestEffortOutput {
  readonly counters: OutputCounters
  /** Takes a batch, or drops it where too much waits already. Neither waits nor fails. */
  offer(batch: LineBatch): void
  /** Waits for what is queued, at most five seconds; drops and counts the rest. */
  close(): Promise<void>
}

export interface BestEffortOptions {
  counters: OutputCounters
  /** Opens the output; called again a minute after it failed. */
  open: () => Promise<Output>
  /** Most bytes that wait. */
  queueBytes: number
  clock: Clock
  /** Called for each batch that was dropped. */
  onDropped: (reason: string) => void
}

/** What a waiting batch costs beside its lines. */
const batchCostBytes = 512
const openAgainMs = 60_000
const closeMs = 5000

type Opening = Promise<{ status: 'open'; output: Output } | { status: 'failed'; reason: string }>

/** Keeps an output that is slow, hangs or fails away from everything else. */
export function createBestEffortOutput(options: BestEffortOptions): BestEffortOutput {
  const { clock, queueBytes, counters } = options
  const pending = new Set<LineBatch>()
  let whenIdle: (() => void) | undefined
  let closed = false

  const open = (): Opening =>
    options.open().then(
      output => ({ status: 'open', output }),
      error => {
        if (!closed) clock.after(openAgainMs, () => (opening = open()))
        return { status: 'failed', reason: systemCode(error) }
      },
    )
  let opening = open()

  const drop = ({ lines, events }: LineBatch, reason: string) => {
    counters.droppedEvents += events
    counters.droppedBytes += lines.length
    options.onDropped(reason)
  }

  const write = async ({ group, lines }: LineBatch): Promise<WriteOutcome> => {
    const opened = await opening
    return opened.status === 'open' ? await opened.output.write(group, lines) : unavailable(opened.reason)
  }

  const deliver = async (batch: LineBatch) => {
    const outcome = await write(batch)
    // After the end of the wait it has been counted as dropped.
    if (!pending.delete(batch)) return
    counters.queuedBytes -= costBytes(batch)
    countOutcome(counters, batch, { outcome, nowMs: clock.nowMs })
    if (outcome.status === 'unavailable') drop(batch, outcome.reason)
    if (pending.size === 0) whenIdle?.()
  }

  const finish = async () => {
    if (pending.size > 0) await new Promise<void>(resolve => (whenIdle = resolve))
    const opened = await opening
    if (opened.status === 'open') await opened.output.close()
  }

  return {
    counters,
    offer(batch) {
      if (closed) return drop(batch, 'CLOSED')
      if (counters.queuedBytes + costBytes(batch) > queueBytes) return drop(batch, 'QUEUE_FULL')
      counters.queuedBytes += costBytes(batch)
      pending.add(batch)
      void deliver(batch)
    },
    async close() {
      closed = true
      await Promise.race([finish(), new Promise<void>(resolve => clock.after(closeMs, resolve))])
      for (const batch of pending) drop(batch, 'CLOSED')
      pending.clear()
    },
  }
}

function costBytes({ lines }: LineBatch): number {
  return lines.length + batchCostBytes
}
