import { durationUs } from '@weaklayer/wire'

/**
 * The time that `24h`, `5m`, `90s`, `2d` ago or an ISO time (`2026-11-22`, `2026-11-22T14:05`, with `Z` for UTC, else
 * local) means, in microseconds since 1970 UTC; undefined when it is neither.
 */
export function sinceUs(text: string, nowMs: number): number | undefined {
  const ago = /[a-z]$/i.test(text) ? durationUs(text) : undefined
  if (ago !== undefined) return Math.max(0, nowMs * 1000 - ago)
  const iso = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/i
  if (!iso.test(text)) return undefined
  // A date alone would be UTC by ECMAScript's rule, while a date with a time is local: both are local here.
  const ms = Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'))
  return Number.isNaN(ms) ? undefined : ms * 1000
}
