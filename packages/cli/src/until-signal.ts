/** How long after a signal the same one is taken for an echo: terminals and npm both send it. */
const echoMs = 1000

/** A terminal sends SIGHUP when it closes; services are told by it to read their configuration again. */
export const stopsAtHangup = process.stdin.isTTY === true

/**
 * Aborts at SIGINT or SIGTERM, and at SIGHUP unless that means something else. A second one, more than a second later, runs `again`; without it the process ends at
 * once with status 1.
 */
export function untilSignal(
  again: () => void = () => process.exit(1),
  signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'],
): AbortSignal {
  const controller = new AbortController()
  let firstMs: number | undefined
  const stop = () => {
    const nowMs = performance.now()
    firstMs ??= nowMs
    if (nowMs - firstMs > echoMs) again()
    controller.abort()
  }
  for (const signal of signals) process.on(signal, stop)
  return controller.signal
}
