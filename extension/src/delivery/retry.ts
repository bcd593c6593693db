const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** Shortest and longest wait after a failed try. */
const backoffMs = { least: 5 * secondMs, most: 15 * minuteMs } as const
const longestRetryAfterMs = hourMs
/** After so long the events that a gateway refuses are given up. */
export const refusedForMs = 30 * 24 * hourMs

/** What failed before, as far as the next wait depends on it. */
export interface FailedTries {
  /** Failed tries in a row. */
  failures: number
  /** Since the first of them. */
  failingForMs: number
}

/**
 * Full jitter between 5 s and a limit that doubles with each failure, up to 15 min. `random` is in [0, 1).
 * It is at most half as long as it has failed already (10 s at least): else short waits by luck would escalate quickly,
 * and after a short outage some sensors would stay away for longer than the outage took.
 */
export function backoffDelayMs({ failures, failingForMs }: FailedTries, random: number): number {
  const doubled = backoffMs.least * 2 ** Math.min(failures + 1, 20)
  const limit = Math.min(backoffMs.most, doubled, Math.max(2 * backoffMs.least, failingForMs / 2))
  return Math.round(backoffMs.least + random * (limit - backoffMs.least))
}

/** What the gateway asks for, at most 1 h, plus 0–20 %. */
export function retryAfterDelayMs(retryAfterMs: number, random: number): number {
  return Math.round(Math.min(longestRetryAfterMs, retryAfterMs) * (1 + 0.2 * random))
}

/** A refused sensor asks again every 1–6 h. */
export function refusedDelayMs(random: number): number {
  return Math.round(hourMs + random * 5 * hourMs)
}

/** Longest backoff, spread a little. */
export function misconfiguredDelayMs(random: number): number {
  return Math.round(backoffMs.most * (0.8 + 0.2 * random))
}

/** Milliseconds of a Retry-After header: seconds, or a date; undefined for anything else. */
export function readRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * secondMs
  const at = /[a-z]{3}.*\d{4}/i.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}
