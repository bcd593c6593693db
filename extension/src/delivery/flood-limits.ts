import type { BucketLimit } from './token-bucket.ts'

/**
 * How many events a page may make. A frame's burst is what it keeps at most while the worker is away;
 * a tab's and the browser's are ten seconds: pages start with many frames at once, and after an update all tabs report.
 */
export const floodLimits = {
  frame: { perSecond: 50, burst: 256 },
  tab: { perSecond: 200, burst: 2000 },
  browser: { perSecond: 2000, burst: 20_000 },
} as const satisfies Record<string, BucketLimit>

/** Most of the store's bytes and events that one origin may hold. */
export const originShare = 0.1

/** While a flood lasts, what it cost is reported so often. */
export const floodReportMs = 30_000
