import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Young objects get at most that much: V8 would take three times that, for no less processor time. */
const mostYoungBytes = 33_554_432

/**
 * Collects garbage once this process's heap grew by half. On a machine with much memory V8 would let it grow to four times what is
 * used: a fleet that comes back after an outage then took 550 MiB instead of 300, for 5 % less processor time.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=50')
  // The option for its size counts before the start of a process only; whether it grows is asked each time.
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < mostYoungBytes) return
    setFlagsFromString('--semi-space-growth-factor=1')
    observer.disconnect()
  })
  observer.observe({ entryTypes: ['gc'] })
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}
