import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/** Young objects get at most that much: V8 would take three times that, for no less processor time. */
const mostYoungBytes = 16_777_216
/** Buffers of half of that and more get memory of their own, which can be given back when they are done with. */
const pooledBytes = 8192
/** To look after each collection takes a hundredth of a busy gateway's time. */
export const lookEveryMs = 1000

/**
 * Collects garbage once the heap of this process grew by a third. On a machine with much memory V8 would let it grow to four times what is
 * used: a fleet that comes back after an outage then took 550 MiB instead of 300, for 5 % less processor time.
 */
export function keepHeapSmall(): void {
  Buffer.poolSize = pooledBytes
  setFlagsFromString('--heap-growing-percent=30')
  // The option for its size counts before the start of a process only; by what it grows is asked each time. V8 makes it small again
  // when there is little to do, so it has to be let grow again too.
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < mostYoungBytes) return
    observer.disconnect()
    setFlagsFromString('--semi-space-growth-factor=1')
    const watch = setInterval(() => {
      if (youngBytes() >= mostYoungBytes) return
      clearInterval(watch)
      letGrow()
    }, lookEveryMs).unref()
  })
  const letGrow = () => {
    setFlagsFromString('--semi-space-growth-factor=2')
    observer.observe({ entryTypes: ['gc'] })
  }
  letGrow()
}

/** What young objects have now. */
export function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0
}
