import type { Clock } from '../clock.ts'
import { giveTo, type Rate, refillMs, takeFrom } from './token-bucket.ts'

/** Buckets of one rate, one a key. */
export interface RateLimit {
  /** Takes and returns 0, or takes nothing and returns the milliseconds until it would fit. */
  take(key: string, cost?: number): number
  /** What `take` would return; takes nothing. */
  waitMs(key: string, cost?: number): number
  /** Gives back what was taken for nothing. */
  give(key: string, cost?: number): void
  /** Number of buckets that are kept. */
  size(): number
}

export interface RateLimitOptions extends Rate {
  /** Most buckets that are kept; beyond it the ones that were not used for longest start full again. */
  mostKeys: number
}

/**
 * Makes the buckets. Every call takes the same time whatever their number: there are two generations, and an old one goes
 * as a whole once all of its buckets are full again, so that forgetting it changes nothing.
 */
export function createRateLimit(options: RateLimitOptions, clock: Clock): RateLimit {
  const nowMs = neverBack(clock)
  const lifeMs = refillMs(options)
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  let bornMs = nowMs()

  const age = (now: number) => {
    if (now - bornMs < lifeMs && young.size < options.mostKeys / 2) return
    // Two lives without any call: the young ones are full again too.
    old = now - bornMs < 2 * lifeMs ? young : new Map()
    young = new Map()
    bornMs = now
  }
  const stateOf = (key: string) => young.get(key) ?? old.get(key)
  const tryTake = (key: string, cost: number, now: number) =>
    takeFrom(stateOf(key), cost, { rate: options, nowMs: now })

  return {
    take(key, cost = 1) {
      const now = nowMs()
      age(now)
      const taking = tryTake(key, cost, now)
      if (taking.status === 'empty') return taking.waitMs
      young.set(key, taking.fullAtMs)
      return 0
    },
    waitMs(key, cost = 1) {
      const taking = tryTake(key, cost, nowMs())
      return taking.status === 'empty' ? taking.waitMs : 0
    },
    give(key, cost = 1) {
      const state = stateOf(key)
      if (state !== undefined) young.set(key, giveTo(state, cost, options))
    },
    size: () => young.size + old.size,
  }
}

/** A clock that is set back must not lock anybody out for that long. */
function neverBack(clock: Clock): () => number {
  let lastMs = clock.nowMs()
  let aheadMs = 0
  return () => {
    const nowMs = clock.nowMs()
    if (nowMs + aheadMs < lastMs) aheadMs = lastMs - nowMs
    lastMs = nowMs + aheadMs
    return lastMs
  }
}
