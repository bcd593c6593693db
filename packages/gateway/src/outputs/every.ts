import type { Clock } from '../clock.ts'

/** Something that is done again and again, never twice at once. */
export interface Repetition {
  /** Ends it, after what runs now. */
  close(): Promise<void>
}

/** Runs something now and then always a period after its last end. It must not reject. */
export function every(clock: Clock, periodMs: number, run: () => Promise<void>): Repetition {
  let closed = false
  let cancel: (() => void) | undefined
  const runAndWait = async () => {
    await run()
    if (!closed) cancel = clock.after(periodMs, () => (running = runAndWait()))
  }
  let running = runAndWait()
  return {
    async close() {
      closed = true
      cancel?.()
      await running
    },
  }
}
