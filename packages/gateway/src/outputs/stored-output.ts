import type { DiskUse } from './disk-watermark.ts'
import type { WriteOutcome } from './output.ts'

/** Whole lines of one group and how many events they are. */
export interface LineBatch {
  group: string
  lines: Buffer
  events: number
}

/** What an output did since the start; numbers only grow, except what waits. */
export interface OutputCounters {
  /** Of the configuration, such as `filesystem /var/lib/weaklayer/events`. */
  name: string
  required: boolean
  storedEvents: number
  storedBytes: number
  failedWrites: number
  /** Given up here although they were acknowledged: of outputs that are best effort only. */
  droppedEvents: number
  droppedBytes: number
  /** Bytes that wait now. */
  queuedBytes: number
  /** Why the last write failed, and since when all do, milliseconds since 1970 UTC; undefined while it works. */
  failing: { reason: string; sinceMs: number } | undefined
  /** Finished files that the retention deleted. */
  deletedFiles: number
  deletedBytes: number
  /** How full its disk was at the last look; undefined where there is none. */
  disk: DiskUse | undefined
}

export function createCounters(name: string, required: boolean): OutputCounters {
  return {
    name,
    required,
    storedEvents: 0,
    storedBytes: 0,
    failedWrites: 0,
    droppedEvents: 0,
    droppedBytes: 0,
    queuedBytes: 0,
    failing: undefined,
    deletedFiles: 0,
    deletedBytes: 0,
    disk: undefined,
  }
}

/** Counts what became of a batch. */
export function countOutcome(
  counters: OutputCounters,
  { lines, events }: LineBatch,
  { outcome, nowMs }: { outcome: WriteOutcome; nowMs: () => number },
): void {
  if (outcome.status === 'durable') {
    counters.storedEvents += events
    counters.storedBytes += lines.length
    counters.failing = undefined
    return
  }
  counters.failedWrites++
  counters.failing = { reason: outcome.reason, sinceMs: counters.failing?.sinceMs ?? nowMs() }
}
