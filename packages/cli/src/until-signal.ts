/** How long after a signal the same one is taken for an echo: terminals and npm both send it. */
const echoMs = 1000

/**
 * Aborts at SIGINT, SIGTERM or SIGHUP. A second one, more than a second later, runs `again`; without it the process ends at
 * once with status 1.
 */
export function untilSignal(again: () => void = () => process.exit(1)): AbortSignal {
  const controller = new AbortController()
  let firstMs: number | undefined
  const stop = () => {
    const nowMs = performance.now()
    firstMs ??= nowMs
    if (nowMs - firstMs > echoMs) again()
    controller.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  return controller.signal
}
