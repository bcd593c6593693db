import type { SelfTestOutcome, SelfTestResult } from '../protocol.ts'
import type { Notice, TimeText } from './text-model.ts'
import { durationText, timeText } from './time-text.ts'

/** Where the self-test is. */
export type SelfTestState =
  | { status: 'idle' }
  | { status: 'running' }
  | { status: 'done'; result: SelfTestResult; atMs: number }
  | { status: 'silent'; atMs: number }

/** What the self-test says; `details` are for the administrator. */
export interface SelfTestText {
  running: boolean
  notice?: Notice
  details: string[]
  at?: TimeText
}

const tones: Record<SelfTestOutcome, { tone: Notice['tone']; title: string }> = {
  ok: { tone: 'good', title: 'The connection works' },
  no_policy: { tone: 'wait', title: 'There are no settings yet' },
  policy_invalid: { tone: 'bad', title: 'The settings have mistakes' },
  wrong_key: { tone: 'bad', title: 'The gateway does not accept the install key' },
  name_not_found: { tone: 'bad', title: 'The gateway’s name is not known in this network' },
  connection_refused: { tone: 'bad', title: 'No gateway answers at this address' },
  unreachable: { tone: 'bad', title: 'The gateway cannot be reached' },
  certificate_not_trusted: { tone: 'bad', title: 'This browser does not trust the gateway’s certificate' },
  clock_wrong: { tone: 'bad', title: 'The clock of this computer is wrong' },
  proxy_sign_in: { tone: 'bad', title: 'A proxy wants a sign-in first' },
  not_a_gateway: { tone: 'bad', title: 'Something else answers in the gateway’s place' },
  gateway_error: { tone: 'bad', title: 'The gateway has a problem' },
}

const unknownOutcome = { tone: 'warn', title: 'The test ended unexpectedly' } as const

/** A skew that people would notice, and far below what the gateway refuses. */
const noticedSkewMs = 60_000

/** Says what the self-test found and what to do about it. */
export function describeSelfTest(state: SelfTestState, nowMs: number): SelfTestText {
  switch (state.status) {
    case 'idle':
      return { running: false, details: [] }
    case 'running':
      return { running: true, details: [] }
    case 'silent':
      return {
        running: false,
        notice: {
          tone: 'bad',
          title: 'The test did not finish',
          detail: 'The extension gave no answer.',
          todo: 'Try again. If it stays so, restart the browser.',
        },
        details: [],
        at: timeText(state.atMs, nowMs),
      }
    case 'done':
      return { running: false, ...ofResult(state.result), at: timeText(state.atMs, nowMs) }
  }
}

function ofResult(result: SelfTestResult): Pick<SelfTestText, 'notice' | 'details'> {
  const { tone, title } = Object.hasOwn(tones, result.outcome) ? tones[result.outcome] : unknownOutcome
  const details = result.browserError === undefined ? [] : [`The browser says: ${result.browserError}`]
  const skew = skewText(result.clockSkewMs)
  return {
    notice: { tone, title, detail: result.message, ...(result.todo ? { todo: result.todo } : {}) },
    details: skew === undefined ? details : [...details, skew],
  }
}

/** The skew is the gateway's clock minus this computer's. */
function skewText(skewMs = 0): string | undefined {
  if (Math.abs(skewMs) < noticedSkewMs) return undefined
  const direction = skewMs > 0 ? 'behind' : 'ahead of'
  return `This computer’s clock is ${durationText(skewMs)} ${direction} the gateway’s.`
}
