import type { Clock } from '../clock.ts'

/** Why a gateway should get no traffic. */
type Unreadiness = 'starting' | 'draining' | 'output_unavailable'

/** What probes are told. */
export interface Health {
  /** Everything is open; stays true until the process ends. */
  started(): void
  /** The gateway stops: it still answers, but should get nothing new. */
  draining(): void
  /** A batch could not be stored, or could. */
  stored(isDurable: boolean): void
  isStarted(): boolean
  /** Empty when the gateway should get traffic. */
  unreadiness(): Unreadiness[]
  /** Notes that somebody asks for readiness. */
  asked(): void
  /** Whether somebody asked in the last minute, so that it is worth the time to be seen as not ready. */
  isWatched(): boolean
}

/**
 * How long a failed output keeps the gateway from being ready when nothing is stored meanwhile. It ends by itself: without
 * traffic nothing would ever show that the output works again.
 */
const failureMs = 15_000
const watchedMs = 60_000

export function createHealth(clock: Clock): Health {
  let state: 'starting' | 'serving' | 'draining' = 'starting'
  let failedAtMs: number | undefined
  let askedAtMs: number | undefined
  const isRecent = (atMs: number | undefined, withinMs: number) =>
    atMs !== undefined && Math.abs(clock.nowMs() - atMs) < withinMs
  return {
    started() {
      state = 'serving'
    },
    draining() {
      state = 'draining'
    },
    stored(isDurable) {
      failedAtMs = isDurable ? undefined : clock.nowMs()
    },
    isStarted: () => state !== 'starting',
    unreadiness: () => [
      ...(state === 'serving' ? [] : [state]),
      ...(isRecent(failedAtMs, failureMs) ? (['output_unavailable'] as const) : []),
    ],
    asked() {
      askedAtMs = clock.nowMs()
    },
    isWatched: () => isRecent(askedAtMs, watchedMs),
  }
}
