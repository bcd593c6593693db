import { currentProcessOrNone } from './process.ts'

/** What `setTimeout` gives, as far as anybody uses it. */
class VirtualTimer {
  readonly cancel: () => void

  constructor(cancel: () => void) {
    this.cancel = cancel
  }

  ref() {
    return this
  }

  unref() {
    return this
  }

  hasRef() {
    return true
  }

  close() {
    this.cancel()
  }
}

/**
 * Timers of simulated processes run in virtual time and end with their process. Intervals never fire: they are
 * heartbeats and housekeeping of gateways, and every hour of virtual time would hold thousands of them.
 */
export function useVirtualTimers(): void {
  const real = { setTimeout, setInterval, clearTimeout, clearInterval }
  const replaced = {
    setTimeout(run: (...given: unknown[]) => void, delayMs = 0, ...given: unknown[]) {
      const process = currentProcessOrNone()
      if (process === undefined) return real.setTimeout(run, delayMs, ...given)
      return new VirtualTimer(process.scheduler.after(process, delayMs, () => run(...given)))
    },
    setInterval(run: () => void, delayMs: number) {
      return currentProcessOrNone() === undefined
        ? real.setInterval(run, delayMs)
        : new VirtualTimer(() => undefined)
    },
    clearTimeout: (timer: unknown) => clear(timer, real.clearTimeout),
    clearInterval: (timer: unknown) => clear(timer, real.clearInterval),
  }
  Object.assign(globalThis, replaced)
}

function clear(timer: unknown, realClear: (timer: never) => void): void {
  if (timer instanceof VirtualTimer) timer.cancel()
  else realClear(timer as never)
}
