export interface QuietTimer {
  /** Something was typed just now. */
  touch(): void
  /** Nothing waits any more. */
  stop(): void
}

/** After this long without a key press, the last value is captured. */
const quietMs = 5000

/** Calls back once nothing was typed for five seconds; no timer runs unless something was. */
export function createQuietTimer(onQuiet: () => void, signal: AbortSignal): QuietTimer {
  let lastMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    clearTimeout(timer)
    timer = undefined
  }
  // A key press moves `lastMs` only: cheaper than a new timer for each.
  const tick = () => {
    timer = undefined
    const leftMs = lastMs + quietMs - performance.now()
    if (leftMs > 0) timer = setTimeout(tick, leftMs)
    else onQuiet()
  }
  signal.addEventListener('abort', stop, { once: true })
  return {
    touch() {
      lastMs = performance.now()
      timer ??= setTimeout(tick, quietMs)
    },
    stop,
  }
}
