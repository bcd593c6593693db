import type { InstallAnswer } from '@weaklayer/wire'
import type { ReadAnswer } from '../delivery/read-answer.ts'
import { misconfiguredDelayMs } from '../delivery/retry.ts'
import {
  bareTrouble,
  decideWait,
  notTheGateway,
  type Trouble,
  troubleOf,
  type WaitContext,
  type WaitDecision,
  waitAfterFailure,
} from '../delivery/upload-decision.ts'

/** What the sensor does with an answer to POST /install. */
export type InstallDecision =
  | { do: 'keep'; answer: InstallAnswer }
  | { do: 'correct_clock'; offsetMs: number }
  | WaitDecision

export interface InstallContext extends WaitContext {
  /** The id that this sensor must get; undefined where the gateway chooses it. */
  sensor: string | undefined
  nowMs: number
  /** The clock was corrected just before. */
  corrected: boolean
}

/** The table of answers to POST /install: pure, and whole. */
export function decideInstall(answer: ReadAnswer<InstallAnswer>, context: InstallContext): InstallDecision {
  switch (answer.kind) {
    case 'ok':
      return context.sensor === undefined || context.sensor === answer.value.sensor
        ? { do: 'keep', answer: answer.value }
        : waitAfterFailure(otherId, context)
    case 'foreign':
      return waitAfterFailure(notTheGateway(answer.http), context)
    case 'bare':
      return decideStatus(answer, bareTrouble(answer.http), context)
    case 'error': {
      const skewed = answer.http === 401 && answer.error.code === 'CLOCK_SKEW' && !context.corrected
      if (skewed && answer.dateMs !== undefined) {
        return { do: 'correct_clock', offsetMs: answer.dateMs - context.nowMs }
      }
      return decideStatus(answer, troubleOf(answer.error), context)
    }
  }
}

const otherId: Trouble = {
  code: 'SENSOR_ID_MISMATCH',
  message: 'the gateway gave another sensor id than this key and group make',
  todo: 'Set api.firstGeneration if the gateway is a first Weaklayer, else update the gateway.',
}

/** The request is always the same, so what refuses it will refuse it again until somebody changes something. */
function decideStatus(
  answer: { http: number; retryAfterMs?: number },
  trouble: Trouble,
  context: InstallContext,
): WaitDecision {
  return answer.http === 400 || answer.http === 413
    ? { do: 'wait', kind: 'misconfigured', delayMs: misconfiguredDelayMs(context.random), trouble }
    : decideWait(answer, trouble, context)
}
