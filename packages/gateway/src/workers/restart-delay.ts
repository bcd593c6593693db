const firstMs = 100
const longestMs = 30_000
/** A worker that served so long did not die of its start. */
const soundMs = 60_000

/** How long to wait before a successor starts, after a worker that lived so long; `before` is the last wait. */
export function restartDelay(livedMs: number, before: number): number {
  if (before === 0 || livedMs >= soundMs) return firstMs
  return Math.min(longestMs, before * 2)
}
