import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Measures how long the event loop keeps others waiting. */
export interface LoopDelay {
  /** Mean delay since the last call, milliseconds. */
  takeMs(): number
  close(): void
}

const resolutionMs = 10

export function measureLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs })
  histogram.enable()
  return {
    takeMs() {
      // It counts from one of its timers to the next, so an idle loop shows the resolution itself.
      const delayMs = histogram.count === 0 ? 0 : histogram.mean / 1e6 - resolutionMs
      histogram.reset()
      return Math.max(0, delayMs)
    },
    close: () => void histogram.disable(),
  }
}
