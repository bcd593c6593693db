import type { Clock } from '../clock.ts'
import { createGenerations } from './generations.ts'
import { type FlushBounds, type Measures, nextPaceMs, paceMs, retryMs, spreadPaceMs } from './pace.ts'

/** What the gateway's load means for its answers. */
export interface Load {
  /** A sensor uploads. */
  uploads(sensor: string): void
  /** Outputs took so long for a batch. */
  stored(tookMs: number): void
  /** How long a sensor should wait before its next batch. */
  flushAfterMs(): number
  /** How long a refused sensor should wait, at least `leastMs`. */
  retryAfterMs(leastMs: number): number
}

export interface LoadOptions {
  clock: Clock
  /** From 0 to below 1. */
  random: () => number
  bounds: FlushBounds
  inFlightShare: () => number
  /** Mean delay of the event loop since the last call. */
  loopDelayMs: () => number
}

const measuredEachMs = 1000
const outputWindowMs = 5000
const sensorWindowMs = 60_000
/** More of them change nothing: the pace is at its ceiling. */
const mostSensors = 200_000

/** Measures at most once a second, when somebody asks; an idle gateway has nothing to do. */
export function createLoad(options: LoadOptions): Load {
  const { clock, random, bounds } = options
  const sensors = createGenerations(() => new Set<string>(), sensorWindowMs, clock)
  const outputs = createGenerations(() => ({ count: 0, sumMs: 0 }), outputWindowMs, clock)
  let measures: Measures = { inFlightShare: 0, outputMs: 0, loopDelayMs: 0, activeSensors: 0 }
  let pace = bounds.floorMs
  let measuredAtMs = Number.NEGATIVE_INFINITY

  const measure = () => {
    const nowMs = clock.nowMs()
    const tookMs = Math.abs(nowMs - measuredAtMs)
    if (tookMs < measuredEachMs) return measures
    const { young, old } = outputs()
    const count = young.count + old.count
    measures = {
      inFlightShare: options.inFlightShare(),
      outputMs: count === 0 ? 0 : (young.sumMs + old.sumMs) / count,
      loopDelayMs: options.loopDelayMs(),
      activeSensors: Math.max(sensors().young.size, sensors().old.size),
    }
    pace = nextPaceMs(pace, paceMs(measures, bounds), tookMs)
    measuredAtMs = nowMs
    return measures
  }

  return {
    uploads(sensor) {
      const { young } = sensors()
      if (young.size < mostSensors) young.add(sensor)
    },
    stored(tookMs) {
      const { young } = outputs()
      young.count++
      young.sumMs += tookMs
    },
    flushAfterMs() {
      measure()
      return spreadPaceMs(pace, bounds.ceilingMs, random())
    },
    retryAfterMs: leastMs => retryMs(leastMs, measure(), { random: random(), bounds }),
  }
}
