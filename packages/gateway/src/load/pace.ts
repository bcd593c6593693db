/** What a gateway measures of its load, for the answers that slow sensors down. */
export interface Measures {
  /** Bytes in flight as a share of their limit, 0 to 1. */
  inFlightShare: number
  /** Mean time that outputs took lately, 0 when they had nothing to do. */
  outputMs: number
  /** Mean delay of the event loop. */
  loopDelayMs: number
  /** Sensors that uploaded within the last minute. */
  activeSensors: number
}

export interface FlushBounds {
  floorMs: number
  ceilingMs: number
  /** Uploads a second that are fine for long. */
  uploadsPerSecond: number
}

/** Where each measure begins to count, and where it counts in full. */
const spans = {
  inFlightShare: [0.25, 0.75],
  outputMs: [100, 2000],
  loopDelayMs: [20, 200],
} as const

/** How hard pressed a gateway is: 0 not at all, 1 as much as it may be. The worst measure decides. */
export function pressureOf(measures: Measures): number {
  const names = Object.keys(spans) as (keyof typeof spans)[]
  return Math.max(...names.map(name => shareOf(measures[name], spans[name])))
}

/** Part of the ceiling that is left for spreading answers. */
const spread = 0.2

/**
 * How long sensors should wait between batches, before it is spread: so long that the active sensors make no more
 * uploads than are fine, and longer with pressure.
 */
export function paceMs(measures: Measures, { floorMs, ceilingMs, uploadsPerSecond }: FlushBounds): number {
  const longestMs = Math.max(floorMs, ceilingMs / (1 + spread))
  const byNumberMs = (measures.activeSensors / uploadsPerSecond) * 1000
  const byPressureMs = floorMs + pressureOf(measures) * (longestMs - floorMs)
  return Math.min(longestMs, Math.max(floorMs, byNumberMs, byPressureMs))
}

/** The pace goes up at once and down slowly, so that a fleet does not swing: half of the way in this time. */
const halfLifeMs = 15_000

/** The pace after a time in which it was `beforeMs` and is measured as `measuredMs` now. */
export function nextPaceMs(beforeMs: number, measuredMs: number, tookMs: number): number {
  if (measuredMs >= beforeMs) return measuredMs
  return measuredMs + (beforeMs - measuredMs) * 0.5 ** (Math.max(0, tookMs) / halfLifeMs)
}

/** A pace for one sensor; `random` from 0 to below 1 spreads those that were told the same. */
export function spreadPaceMs(pace: number, ceilingMs: number, random: number): number {
  return Math.round(Math.min(Math.max(pace, ceilingMs), pace * (1 + spread * random)))
}

/** Nobody is sent away for longer than this by one answer. */
const longestRetryMs = 300_000

/**
 * When a refused sensor should come again: not before `leastMs`, later with pressure, and spread so widely that
 * all active sensors together make no more requests than are fine.
 */
export function retryMs(
  leastMs: number,
  measures: Measures,
  options: { random: number; bounds: FlushBounds },
): number {
  const { random, bounds } = options
  const earliestMs = leastMs * (1 + 2 * pressureOf(measures))
  const spreadMs = Math.max(leastMs, (measures.activeSensors / bounds.uploadsPerSecond) * 1000)
  return Math.min(longestRetryMs, Math.round(earliestMs + spreadMs * random))
}

function shareOf(value: number, [from, to]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}
