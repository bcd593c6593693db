import { type GatewayAnswer, refusal } from '@weaklayer/extension/testing'
import type { ErrorCode } from '@weaklayer/wire'

/** What happens to a request on its way, or to its answer. */
export type Fate =
  | { do: 'pass' | 'lose_request' | 'cut_request' | 'delay_request' | 'double_request' }
  | { do: 'lose_answer' | 'delay_answer' }
  /** A cache answers with what the gateway said to the last batch. */
  | { do: 'repeat_answer' }
  /** Something else answers: instead of the gateway, or after it did its work. */
  | { do: 'answer'; name: string; after: boolean }

const page = '<html><body>Please sign in</body></html>'

const html = (http: number, retryAfter?: string): GatewayAnswer => ({
  status: 'answered',
  http,
  body: page,
  ...(retryAfter === undefined ? {} : { retryAfter }),
})

/** Answers of portals, block pages and proxies: nobody's, whatever their status. */
const foreign: Record<string, GatewayAnswer> = {
  'portal 200': html(200),
  'empty 200': { status: 'answered', http: 200, body: '' },
  'object 200': { status: 'answered', http: 200, body: '{"ok":true}' },
  'portal 302': html(302),
  'proxy 400': html(400),
  'proxy 401': html(401),
  'proxy 403': html(403),
  'proxy 407': html(407),
  'proxy 409': html(409),
  'proxy 413': html(413),
  'proxy 502': html(502),
  'proxy 503': html(503, '30'),
}

/** Values of Retry-After that are in use, or wrong. */
const retryAfters = [
  '0',
  '7',
  '120',
  '99999999',
  '',
  'soon',
  '-5',
  '1.5',
  '1e3',
  'Wed, 21 Oct 2015 07:28:00 GMT',
]

/** Error answers as the gateway sends them; 400 has its own fault, poison. */
const errors: ErrorCode[] = [
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'PROOF_INVALID',
  'KEY_REFUSED',
  'SENSOR_REVOKED',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'SEQ_CONFLICT',
  'CONTENT_TYPE_UNSUPPORTED',
  'INTERNAL',
]

const waits: ErrorCode[] = ['RATE_LIMITED', 'OUTPUT_UNAVAILABLE', 'OVERLOADED', 'DRAINING']

const errorAnswers = Object.fromEntries(errors.map(code => [code, refusal(code)]))
const waitAnswers = Object.fromEntries(
  waits.flatMap(code =>
    retryAfters.map(retryAfter => [`${code} ${retryAfter}`, refusal(code, { retryAfter })]),
  ),
)

/** Everything that may answer in the gateway's place, by name. */
export const strangeAnswers: Readonly<Record<string, GatewayAnswer>> = {
  ...foreign,
  ...errorAnswers,
  ...waitAnswers,
}

/** Their names, as often as each is to be drawn: of those that tell to wait there are so many that the others would be rare. */
export const strangeAnswerNames: readonly { name: string; weight: number }[] = [
  ...Object.keys(foreign).map(name => ({ name, weight: 5 })),
  ...Object.keys(errorAnswers).map(name => ({ name, weight: 4 })),
  ...Object.keys(waitAnswers).map(name => ({ name, weight: 3 })),
]
