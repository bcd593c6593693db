import { type ErrorCode, errorBody, errorCodes } from '@weaklayer/wire'
import type { FrontAnswer } from '../../laboratory/front.ts'
import type { Fault } from '../fault.ts'
import { proxyFault } from './proxy-fault.ts'

const html = { 'content-type': 'text/html' }
const page = '<!doctype html><html><body>Access to this address is not allowed.</body></html>'

/** Portals and proxies that answer for the gateway. */
const portals: [name: string, answer: FrontAnswer][] = [
  ['200-empty', { status: 200 }],
  ['200-html', { status: 200, headers: html, body: page }],
  ['200-json', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"status":"ok"}' }],
  ['302', { status: 302, headers: { location: 'http://portal.example/' } }],
  ['403', { status: 403, headers: html, body: page }],
  ['407', { status: 407, headers: { 'proxy-authenticate': 'Basic realm="proxy"' } }],
  ['413', { status: 413, headers: html, body: page }],
  ['other', { status: 400, headers: html, body: page }],
]

/** What HTTP allows and no gateway of ours would say, with the statuses that have it. */
const oddWaits = [
  '',
  '0',
  '-1',
  '1.5',
  '99999999999',
  '3600',
  'soon',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
]

/** Refusals of a gateway that concern the way, not the events. */
const refusals = [
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'KEY_REFUSED',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'REQUEST_TIMEOUT',
  'CONTENT_TYPE_UNSUPPORTED',
  'RATE_LIMITED',
  'INTERNAL',
  'OUTPUT_UNAVAILABLE',
  'OVERLOADED',
  'DRAINING',
] as const

const untouched = ({ answers }: { answers: unknown[] }) => answers.length === 0

function refusal(code: ErrorCode, headers: Record<string, string> = {}): FrontAnswer {
  const body = JSON.stringify(errorBody(code, 'said by the fault laboratory'))
  return {
    status: errorCodes[code].status,
    headers: { 'content-type': 'application/json', ...headers },
    body,
  }
}

/** Every answer that is not the gateway's acknowledgement: nothing is deleted, nothing given up. */
export const foreignAnswers: Fault[] = [
  ...portals.map(([name, answer]) =>
    proxyFault({
      name: `portal-${name}`,
      title: `portal answers ${answer.status}${answer.headers === html ? ' with HTML' : name === '200-empty' ? ' and nothing' : name === '200-json' ? ' with other JSON' : ''}`,
      rounds: { short: 2, long: 20 },
      behave: () => answer,
      happened: untouched,
    }),
  ),
  proxyFault({
    name: 'odd-retry-after',
    title: 'odd Retry-After on 429 and 503',
    rounds: { short: oddWaits.length, long: 6 * oddWaits.length },
    behave: (_, round) => {
      const code = round % 2 === 0 ? 'RATE_LIMITED' : 'OVERLOADED'
      return refusal(code, { 'retry-after': oddWaits[round % oddWaits.length] as string })
    },
    happened: untouched,
  }),
  proxyFault({
    name: 'refusals',
    title: 'every refusal of a gateway in turn',
    rounds: { short: refusals.length, long: 5 * refusals.length },
    behave: (_, round) => refusal(refusals[round % refusals.length] as ErrorCode),
    happened: untouched,
  }),
  proxyFault({
    name: 'conflict-answered',
    title: 'gateway answers 409 SEQ_CONFLICT',
    rounds: { short: 2, long: 10 },
    behave: () => refusal('SEQ_CONFLICT'),
    happened: untouched,
  }),
  proxyFault({
    name: 'batch-refused',
    title: 'gateway answers 400 and 413 now and then',
    rounds: { short: 6, long: 40 },
    mayDrop: true,
    behave: (_, round) => refusal(round % 2 === 0 ? 'BATCH_UNREADABLE' : 'BODY_TOO_LARGE'),
    happened: untouched,
  }),
]
