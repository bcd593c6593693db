import type { FrameMessage, FrameReport } from '../protocol.ts'

/** Most messages that a frame keeps while the worker does not acknowledge. */
export const maxKept = 256

export interface Outbox {
  /** Keeps a report under the next number. */
  add(report: FrameReport, atMs: number): number
  /** What was not yet given out since the last `rewind`, oldest first. */
  take(): FrameMessage[]
  /** Forgets everything up to this number. */
  acknowledge(upTo: number): void
  /** Gives everything out again. */
  rewind(): void
  size(): number
}

/** Numbers a frame's reports from 1 and keeps them until they are acknowledged. */
export function createOutbox(): Outbox {
  let kept: FrameMessage[] = []
  let last = 0
  let taken = 0
  let acked = 0
  return {
    add(report, atMs) {
      last += 1
      kept.push({ n: last, atMs, report })
      if (kept.length > maxKept) kept.splice(leastNeeded(kept), 1)
      return last
    },
    take() {
      const messages = kept.filter(message => message.n > taken)
      taken = last
      return messages.map(message => ({ ...message, acked }))
    },
    acknowledge(upTo) {
      acked = Math.max(acked, upTo)
      kept = kept.filter(message => message.n > upTo)
    },
    rewind() {
      taken = 0
    },
    size: () => kept.length,
  }
}

/**
 * The oldest text, else the oldest address: the worker counts the gap when it sees a later number, so the newest must
 * stay; so must the Window, as others refer to it.
 */
function leastNeeded(kept: FrameMessage[]): number {
  const text = kept.slice(0, -1).findIndex(({ report }) => report.kind === 'TextInput')
  return text >= 0 ? text : kept.findIndex(({ report }) => report.kind !== 'Window')
}
