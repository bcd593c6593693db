import type { Bisection } from './bisection.ts'
import type { EventSpan, InFlight } from './find-victims.ts'
import type { JournalKey } from './journal.ts'
import type { FailedTries } from './retry.ts'

/**
 * Why nothing is sent now.
 * `pace`: the gateway or the flush interval says so; `server`: Retry-After; `backoff`: a failed try;
 * `refused`: the gateway refuses this sensor or its key; `misconfigured`: what answers is not as configured.
 */
export type WaitKind = 'pace' | 'server' | 'backoff' | 'refused' | 'misconfigured'

export interface Wait {
  kind: WaitKind
  untilMs: number
  /** When it was planned; an older version did not say. */
  sinceMs?: number
}

export interface DeliveryError {
  code: string
  message: string
  todo: string
  atMs: number
}

/** What delivery must remember over a restart of the worker. */
export interface DeliveryRecord {
  inFlight?: InFlight
  bisection: Bisection
  wait?: Wait
  /** Failed tries in a row. */
  failures: number
  /** When the first of them failed; absent where none did. */
  failingSinceMs?: number
  /** Answers 401 in a row. */
  unauthorized: number
  refusedSinceMs?: number
  lastError?: DeliveryError
  lastAtMs?: number
  lastEvents: { type: string; timeMs: number; host?: string }[]
}

export const deliveryKey: JournalKey<DeliveryRecord> = 'delivery'

/** A clock that is corrected by less changes no wait. */
const setBackMs = 60_000

/**
 * When a wait ends, milliseconds since 1970 UTC; undefined when it is over. One that was planned in the future is over
 * too: the clock was set back since, and the wait would be longer by as much.
 */
export function waitEndMs(wait: Wait | undefined, nowMs: number): number | undefined {
  if (wait === undefined || wait.untilMs <= nowMs) return undefined
  return (wait.sinceMs ?? 0) > nowMs + setBackMs ? undefined : wait.untilMs
}

/** The failed tries in a row, as of now. */
export function failedTries(delivery: DeliveryRecord | undefined, nowMs: number): FailedTries {
  return {
    failures: delivery?.failures ?? 0,
    failingForMs: Math.max(0, nowMs - (delivery?.failingSinceMs ?? nowMs)),
  }
}

export function newDelivery(): DeliveryRecord {
  return { bisection: {}, failures: 0, unauthorized: 0, lastEvents: [] }
}

/**
 * What may not be given up now: what is on its way, and the run that holds an event which the gateway refuses. Were one of
 * that run taken out, the one that is left in the end would be blamed for it.
 */
export function heldEvents(delivery: DeliveryRecord | undefined): EventSpan | undefined {
  const suspect = delivery?.bisection.suspect
  const inFlight = delivery?.inFlight
  if (suspect === undefined) return inFlight
  if (inFlight !== undefined && inFlight.epochIndex !== suspect.epochIndex) return inFlight
  return { epochIndex: suspect.epochIndex, from: 0, to: Math.max(suspect.to, inFlight?.to ?? 0) }
}
