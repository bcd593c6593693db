import { expect, test } from 'vitest'
import type { SelfTestOutcome } from '../protocol.ts'
import { type Probe, type SelfTestFacts, selfTestOutcome } from './self-test-outcome.ts'

const nowMs = 1_763_760_000_000
const failed = (browserError?: string): Probe => ({ status: 'failed', browserError })
const answered = (http: number, more: Partial<Extract<Probe, { status: 'answered' }>> = {}): Probe => ({
  status: 'answered',
  http,
  isGateway: true,
  nowMs,
  ...more,
})
const ok = { policy: 'ok', problems: [] } as const

interface Row {
  name: string
  facts: SelfTestFacts
  outcome: SelfTestOutcome
}

const errors: [browserError: string, outcome: SelfTestOutcome][] = [
  ['net::ERR_NAME_NOT_RESOLVED', 'name_not_found'],
  ['NS_ERROR_UNKNOWN_HOST', 'name_not_found'],
  ['net::ERR_CONNECTION_REFUSED', 'connection_refused'],
  ['NS_ERROR_CONNECTION_REFUSED', 'connection_refused'],
  ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate_not_trusted'],
  ['net::ERR_CERT_COMMON_NAME_INVALID', 'certificate_not_trusted'],
  ['net::ERR_CERT_DATE_INVALID', 'certificate_not_trusted'],
  ['Peer’s Certificate issuer is not recognized.', 'certificate_not_trusted'],
  ['Peer’s Certificate has expired.', 'certificate_not_trusted'],
  ['The certificate is not trusted because it is self-signed.', 'certificate_not_trusted'],
  ['Dem Aussteller des Zertifikats der Gegenstelle wird nicht vertraut.', 'certificate_not_trusted'],
  ['SSL received a record that exceeded the maximum permissible length.', 'unreachable'],
  ['net::ERR_PROXY_AUTH_UNSUPPORTED', 'proxy_sign_in'],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', 'proxy_sign_in'],
  ['net::ERR_CONNECTION_TIMED_OUT', 'unreachable'],
  ['net::ERR_SSL_PROTOCOL_ERROR', 'unreachable'],
  ['NS_ERROR_NET_TIMEOUT', 'unreachable'],
]

const rows: Row[] = [
  { name: 'no policy', facts: { policy: 'pending', problems: [] }, outcome: 'no_policy' },
  {
    name: 'an invalid policy',
    facts: { policy: 'invalid', problems: [{ path: 'api.port' }] },
    outcome: 'policy_invalid',
  },
  { name: 'all is well', facts: { ...ok, page: answered(200), install: answered(200) }, outcome: 'ok' },
  {
    name: 'a refused key',
    facts: { ...ok, install: answered(403, { code: 'KEY_REFUSED' }) },
    outcome: 'wrong_key',
  },
  {
    name: 'a damaged key',
    facts: { ...ok, install: answered(400, { code: 'KEY_INVALID' }) },
    outcome: 'wrong_key',
  },
  {
    name: 'a clock that the gateway refuses',
    facts: { ...ok, install: answered(401, { code: 'CLOCK_SKEW', dateMs: nowMs }) },
    outcome: 'clock_wrong',
  },
  {
    name: 'a clock that is six minutes slow',
    facts: { ...ok, install: answered(200, { dateMs: nowMs + 360_000 }) },
    outcome: 'clock_wrong',
  },
  {
    name: 'a clock that is four minutes fast',
    facts: { ...ok, install: answered(200, { dateMs: nowMs - 240_000 }) },
    outcome: 'ok',
  },
  {
    name: 'a proxy',
    facts: { ...ok, install: answered(407, { isGateway: false }) },
    outcome: 'proxy_sign_in',
  },
  {
    name: 'a portal',
    facts: { ...ok, page: answered(200), install: answered(200, { isGateway: false }) },
    outcome: 'not_a_gateway',
  },
  {
    name: 'another server',
    facts: { ...ok, install: answered(404, { isGateway: false }) },
    outcome: 'not_a_gateway',
  },
  {
    name: 'a gateway that cannot store',
    facts: { ...ok, install: answered(503, { code: 'OUTPUT_UNAVAILABLE' }) },
    outcome: 'gateway_error',
  },
  { name: 'a failure without a reason', facts: { ...ok, install: failed() }, outcome: 'unreachable' },
  {
    name: 'a first Weaklayer that answers',
    facts: { ...ok, firstGeneration: true, page: answered(200, { isGateway: false }) },
    outcome: 'ok',
  },
  {
    name: 'a first Weaklayer that is not there',
    facts: { ...ok, firstGeneration: true, page: failed('net::ERR_CONNECTION_REFUSED') },
    outcome: 'connection_refused',
  },
  ...errors.map(([browserError, outcome]) => ({
    name: browserError,
    facts: { ...ok, page: failed(browserError), install: failed(browserError) },
    outcome,
  })),
]

test.each(rows)('$name: $outcome', ({ facts, outcome }) => {
  const result = selfTestOutcome(facts)
  expect(result.outcome).toBe(outcome)
  expect(result.message).not.toBe('')
  expect(result.todo === '').toBe(outcome === 'ok')
})

test('the browser own reason and the clock difference are told', () => {
  expect(selfTestOutcome({ ...ok, install: failed('net::ERR_NAME_NOT_RESOLVED') }).browserError).toBe(
    'net::ERR_NAME_NOT_RESOLVED',
  )
  expect(selfTestOutcome({ ...ok, install: answered(200, { dateMs: nowMs + 400_000 }) }).clockSkewMs).toBe(
    400_000,
  )
  expect(selfTestOutcome({ policy: 'invalid', problems: [{ path: 'api.port' }] }).message).toContain(
    'api.port',
  )
})
