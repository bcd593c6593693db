import type { ErrorBody, EventsAnswer } from '@weaklayer/wire'
import type { DeliveryError, WaitKind } from './delivery-record.ts'
import type { InFlight } from './find-victims.ts'
import type { ReadAnswer } from './read-answer.ts'
import {
  backoffDelayMs,
  type FailedTries,
  misconfiguredDelayMs,
  refusedDelayMs,
  retryAfterDelayMs,
} from './retry.ts'

/** An error without the time when it happened. */
export type Trouble = Omit<DeliveryError, 'atMs'>

/** What the sensor does with an answer to POST /events. */
export type UploadDecision =
  | { do: 'delete'; to: number; rejected: number; flushAfterMs: number }
  | { do: 'halve'; reason: 'poison' | 'too_large' }
  | { do: 'enrol'; trouble: Trouble }
  | { do: 'correct_clock'; offsetMs: number; trouble: Trouble }
  | { do: 'new_epoch' }
  | WaitDecision

export interface WaitDecision {
  do: 'wait'
  kind: WaitKind
  delayMs: number
  trouble: Trouble
}

export interface WaitContext extends FailedTries {
  random: number
}

export interface UploadContext extends WaitContext {
  batch: InFlight
  /** A fresh token was refused just before. */
  unauthorized: boolean
  nowMs: number
}

/** The table of answers: pure, and whole. */
export function decideUpload(answer: ReadAnswer<EventsAnswer>, context: UploadContext): UploadDecision {
  switch (answer.kind) {
    case 'ok':
      return decideAck(answer.value, context)
    case 'foreign':
      return waitAfterFailure(notTheGateway(answer.http), context)
    case 'bare':
      if (answer.http === 200) return { do: 'delete', to: context.batch.to, rejected: 0, flushAfterMs: 0 }
      return decideStatus(answer, bareTrouble(answer.http), context)
    case 'error':
      return decideError(answer, context)
  }
}

/** Waits that POST /install and POST /events have in common; `undefined` where the status means more. */
export function decideWait(
  answer: { http: number; retryAfterMs?: number },
  trouble: Trouble,
  context: WaitContext,
): WaitDecision {
  const { http, retryAfterMs } = answer
  if (http === 403) return { do: 'wait', kind: 'refused', delayMs: refusedDelayMs(context.random), trouble }
  if ((http === 429 || http === 503) && retryAfterMs !== undefined) {
    return { do: 'wait', kind: 'server', delayMs: retryAfterDelayMs(retryAfterMs, context.random), trouble }
  }
  if ((http >= 300 && http < 400) || [404, 405, 407, 415].includes(http)) {
    return { do: 'wait', kind: 'misconfigured', delayMs: misconfiguredDelayMs(context.random), trouble }
  }
  return waitAfterFailure(trouble, context)
}

export function waitAfterFailure(trouble: Trouble, context: WaitContext): WaitDecision {
  return { do: 'wait', kind: 'backoff', delayMs: backoffDelayMs(context, context.random), trouble }
}

/** Nothing came back, or something that no gateway sends. */
export function notTheGateway(http: number | undefined): Trouble {
  return http === undefined
    ? {
        code: 'NETWORK_ERROR',
        message: 'the gateway could not be reached',
        todo: 'Check the connection; the self-test tells more.',
      }
    : {
        code: 'NOT_THE_GATEWAY',
        message: `something that is not the gateway answered with status ${http}`,
        todo: 'Sign in to the network, or check the address of the gateway.',
      }
}

export function troubleOf(error: ErrorBody): Trouble {
  const bounded = (text: string) => text.slice(0, 500)
  return { code: bounded(error.code), message: bounded(error.message), todo: bounded(error.todo) }
}

export function bareTrouble(http: number): Trouble {
  return {
    code: `HTTP_${http}`,
    message: `the gateway answered with status ${http}`,
    todo: "Look into the gateway's log.",
  }
}

function decideAck(answer: EventsAnswer, context: UploadContext): UploadDecision {
  const { batch } = context
  const { ack } = answer
  const covers = ack !== null && ack.epoch === batch.epoch && ack.seq >= batch.from
  if (!covers) return waitAfterFailure(foreignAck, context)
  const to = Math.min(ack.seq, batch.to)
  const rejected = answer.rejected.filter(({ seq }) => seq === undefined || seq <= to).length
  return { do: 'delete', to, rejected, flushAfterMs: answer.flushAfterMs }
}

const foreignAck: Trouble = {
  code: 'ACK_MISMATCH',
  message: 'the gateway acknowledged other events than were sent',
  todo: 'Check what stands between the sensor and the gateway.',
}

function decideError(
  answer: ReadAnswer<EventsAnswer> & { kind: 'error' },
  context: UploadContext,
): UploadDecision {
  const trouble = troubleOf(answer.error)
  if (answer.http === 401 && answer.error.code === 'CLOCK_SKEW' && answer.dateMs !== undefined) {
    return context.unauthorized
      ? waitAfterFailure(trouble, context)
      : { do: 'correct_clock', offsetMs: answer.dateMs - context.nowMs, trouble }
  }
  return decideStatus(answer, trouble, context)
}

function decideStatus(
  answer: { http: number; retryAfterMs?: number },
  trouble: Trouble,
  context: UploadContext,
): UploadDecision {
  switch (answer.http) {
    case 400:
      return { do: 'halve', reason: 'poison' }
    case 413:
      return { do: 'halve', reason: 'too_large' }
    case 401:
      return context.unauthorized ? waitAfterFailure(trouble, context) : { do: 'enrol', trouble }
    case 409:
      return { do: 'new_epoch' }
    default:
      return decideWait(answer, trouble, context)
  }
}
