import { eventsAnswer } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { portal, refusal } from './gateway-for-tests.ts'
import { readAnswer } from './read-answer.ts'
import type { GatewayAnswer } from './transport.ts'
import { decideUpload, type UploadDecision } from './upload-decision.ts'

const batch = { epochIndex: 1, epoch: '00000000000000aa', from: 10, to: 20 }
const nowMs = 1_763_760_000_000
const html = (http: number): GatewayAnswer => ({ status: 'answered', http, body: '<html>no</html>' })
const answered = (http: number, body: unknown): GatewayAnswer => ({
  status: 'answered',
  http,
  body: JSON.stringify(body),
})
const ack = (seq: number, epoch = batch.epoch) =>
  answered(200, { ack: { epoch, seq }, accepted: 1, rejected: [], flushAfterMs: 10_000 })
const bare = (http: number, body = ''): GatewayAnswer => ({ status: 'answered', http, body })

interface Row {
  name: string
  answer: GatewayAnswer
  firstGeneration?: boolean
  unauthorized?: boolean
  expected: Partial<UploadDecision>
}

const backoff = { do: 'wait', kind: 'backoff', delayMs: 5000 } as const
const misconfigured = { do: 'wait', kind: 'misconfigured', delayMs: 720_000 } as const
const rows: Row[] = [
  {
    name: '200 that acknowledges all',
    answer: ack(20),
    expected: { do: 'delete', to: 20, flushAfterMs: 10_000 },
  },
  { name: '200 that acknowledges a part', answer: ack(15), expected: { do: 'delete', to: 15 } },
  { name: '200 that acknowledges more than was sent', answer: ack(999), expected: { do: 'delete', to: 20 } },
  { name: '200 for seqs before the batch', answer: ack(9), expected: backoff },
  { name: '200 for another epoch', answer: ack(20, '00000000000000bb'), expected: backoff },
  {
    name: '200 without acknowledgement',
    answer: answered(200, { ack: null, accepted: 1, rejected: [], flushAfterMs: 0 }),
    expected: backoff,
  },
  { name: '200 with HTML: a portal', answer: portal, expected: backoff },
  { name: '200 without a body', answer: bare(200), expected: backoff },
  { name: '200 with other JSON', answer: answered(200, { status: 'ok' }), expected: backoff },
  { name: '302 of a portal', answer: bare(302), expected: backoff },
  { name: '400 with HTML', answer: html(400), expected: backoff },
  { name: '403 with HTML: a block page', answer: html(403), expected: backoff },
  { name: '407 of a proxy', answer: html(407), expected: backoff },
  { name: '413 with HTML: a proxy in front', answer: html(413), expected: backoff },
  { name: '404 with HTML: another server', answer: html(404), expected: backoff },
  { name: '503 with HTML: a load balancer', answer: html(503), expected: backoff },
  { name: 'no answer', answer: { status: 'failed', reason: 'network' }, expected: backoff },
  { name: 'no answer in time', answer: { status: 'failed', reason: 'timeout' }, expected: backoff },
  { name: '400', answer: refusal('BATCH_UNREADABLE'), expected: { do: 'halve', reason: 'poison' } },
  { name: '401 TOKEN_MISSING', answer: refusal('TOKEN_MISSING'), expected: { do: 'enrol' } },
  { name: '401 TOKEN_INVALID', answer: refusal('TOKEN_INVALID'), expected: { do: 'enrol' } },
  { name: '401 TOKEN_EXPIRED', answer: refusal('TOKEN_EXPIRED'), expected: { do: 'enrol' } },
  { name: '401 PROOF_INVALID', answer: refusal('PROOF_INVALID'), expected: { do: 'enrol' } },
  {
    name: '401 again with a fresh token',
    answer: refusal('TOKEN_INVALID'),
    unauthorized: true,
    expected: backoff,
  },
  {
    name: '401 CLOCK_SKEW',
    answer: refusal('CLOCK_SKEW', { date: new Date(nowMs + 90_000).toUTCString() }),
    expected: { do: 'correct_clock', offsetMs: 90_000 },
  },
  {
    name: '401 CLOCK_SKEW again',
    answer: refusal('CLOCK_SKEW', { date: new Date(nowMs).toUTCString() }),
    unauthorized: true,
    expected: backoff,
  },
  { name: '401 CLOCK_SKEW without a date', answer: refusal('CLOCK_SKEW'), expected: { do: 'enrol' } },
  {
    name: '403 KEY_REFUSED',
    answer: refusal('KEY_REFUSED'),
    expected: { do: 'wait', kind: 'refused', delayMs: 3_600_000 },
  },
  {
    name: '403 SENSOR_REVOKED',
    answer: refusal('SENSOR_REVOKED'),
    expected: { do: 'wait', kind: 'refused' },
  },
  { name: '404', answer: refusal('NOT_FOUND'), expected: misconfigured },
  { name: '405', answer: refusal('METHOD_NOT_ALLOWED'), expected: misconfigured },
  { name: '408', answer: refusal('REQUEST_TIMEOUT'), expected: backoff },
  { name: '409', answer: refusal('SEQ_CONFLICT'), expected: { do: 'new_epoch' } },
  {
    name: '413 BODY_TOO_LARGE',
    answer: refusal('BODY_TOO_LARGE'),
    expected: { do: 'halve', reason: 'too_large' },
  },
  {
    name: '413 BATCH_TOO_LARGE',
    answer: refusal('BATCH_TOO_LARGE'),
    expected: { do: 'halve', reason: 'too_large' },
  },
  { name: '415', answer: refusal('CONTENT_TYPE_UNSUPPORTED'), expected: misconfigured },
  {
    name: '407 of the gateway',
    answer: answered(407, { code: 'X', message: 'm', todo: 't' }),
    expected: misconfigured,
  },
  {
    name: '301 of the gateway',
    answer: answered(301, { code: 'X', message: 'm', todo: 't' }),
    expected: misconfigured,
  },
  {
    name: '429 with Retry-After',
    answer: refusal('RATE_LIMITED', { retryAfter: '120' }),
    expected: { do: 'wait', kind: 'server', delayMs: 120_000 },
  },
  { name: '429 without Retry-After', answer: refusal('RATE_LIMITED'), expected: backoff },
  {
    name: '503 with Retry-After',
    answer: refusal('OVERLOADED', { retryAfter: '5' }),
    expected: { do: 'wait', kind: 'server', delayMs: 5000 },
  },
  {
    name: '503 with a Retry-After of a day',
    answer: refusal('DRAINING', { retryAfter: '86400' }),
    expected: { do: 'wait', kind: 'server', delayMs: 3_600_000 },
  },
  {
    name: '503 with an odd Retry-After',
    answer: refusal('DRAINING', { retryAfter: 'soon' }),
    expected: backoff,
  },
  { name: '500', answer: refusal('INTERNAL'), expected: backoff },
  {
    name: 'an empty 200 of a first Weaklayer',
    answer: bare(200),
    firstGeneration: true,
    expected: { do: 'delete', to: 20 },
  },
  { name: '200 with HTML, first generation', answer: portal, firstGeneration: true, expected: backoff },
  {
    name: 'a bare 401, first generation',
    answer: bare(401),
    firstGeneration: true,
    expected: { do: 'enrol' },
  },
  {
    name: 'a bare 400, first generation',
    answer: bare(400),
    firstGeneration: true,
    expected: { do: 'halve' },
  },
  { name: 'a bare 302, first generation', answer: bare(302), firstGeneration: true, expected: misconfigured },
  { name: 'a bare 500, first generation', answer: bare(500), firstGeneration: true, expected: backoff },
]

const firstFailure = { failures: 0, failingForMs: 0 }

test.each(rows)('$name', ({ answer, firstGeneration = false, unauthorized = false, expected }) => {
  const read = readAnswer(answer, { schema: eventsAnswer, firstGeneration, nowMs })
  const decision = decideUpload(read, { batch, ...firstFailure, random: 0, unauthorized, nowMs })
  expect(decision).toMatchObject(expected)
})

test('rejected events count only within what is acknowledged', () => {
  const rejected = [12, 15, 18].map((seq, index) => ({ index, seq, code: 'EVENT_INVALID', message: 'm' }))
  const answer = answered(200, {
    ack: { epoch: batch.epoch, seq: 15 },
    accepted: 4,
    rejected,
    flushAfterMs: 0,
  })
  const read = readAnswer(answer, { schema: eventsAnswer, firstGeneration: false, nowMs })
  const decision = decideUpload(read, { batch, ...firstFailure, random: 0, unauthorized: false, nowMs })
  expect(decision).toEqual({ do: 'delete', to: 15, rejected: 2, flushAfterMs: 0 })
})
