/** How much may come: `burst` at once, and `amount` in each period afterwards. */
export interface Rate {
  amount: number
  periodMs: number
  burst: number
}

/**
 * State of a bucket: when it will be full again, in milliseconds. A bucket without state is full
 * (the generic cell rate algorithm, https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 */
export type FullAtMs = number | undefined

export type Taking = { status: 'taken'; fullAtMs: number } | { status: 'empty'; waitMs: number }

/** Sums of fractions of a millisecond must not refuse what just fits. */
const toleranceMs = 0.01

/** How long an empty bucket needs until it is full. */
export function refillMs({ amount, periodMs, burst }: Rate): number {
  return (burst * periodMs) / amount
}

/** Takes from a bucket, or says how long it takes until that fits. More than the whole bucket counts as the whole. */
export function takeFrom(
  fullAtMs: FullAtMs,
  cost: number,
  { rate, nowMs }: { rate: Rate; nowMs: number },
): Taking {
  const costMs = (Math.min(cost, rate.burst) * rate.periodMs) / rate.amount
  const next = Math.max(nowMs, fullAtMs ?? 0) + costMs
  const waitMs = next - nowMs - refillMs(rate)
  return waitMs <= toleranceMs ? { status: 'taken', fullAtMs: next } : { status: 'empty', waitMs }
}

/** Gives back what was taken. */
export function giveTo(fullAtMs: number, cost: number, rate: Rate): number {
  return fullAtMs - (Math.min(cost, rate.burst) * rate.periodMs) / rate.amount
}
