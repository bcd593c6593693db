import { installAnswer } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { portal, refusal } from '../delivery/gateway-for-tests.ts'
import { readAnswer } from '../delivery/read-answer.ts'
import type { GatewayAnswer } from '../delivery/transport.ts'
import { decideInstall, type InstallDecision } from './install-decision.ts'

const sensor = '0b6c1f2e-5a5c-8a3e-9d0a-0c6c8f4b2d11'
const nowMs = 1_763_760_000_000
const date = new Date(nowMs + 3_600_000).toUTCString()
const enrolled = (id: string): GatewayAnswer => ({
  status: 'answered',
  http: 200,
  body: JSON.stringify({ token: 't', sensor: id, issuedAt: 1, expiresAt: 2 }),
})

interface Row {
  name: string
  answer: GatewayAnswer
  corrected?: boolean
  firstGeneration?: boolean
  expected: Partial<InstallDecision>
}

const backoff = { do: 'wait', kind: 'backoff' } as const
const rows: Row[] = [
  { name: '200 with the id that key and group make', answer: enrolled(sensor), expected: { do: 'keep' } },
  {
    name: '200 with another id',
    answer: enrolled('0b6c1f2e-5a5c-8a3e-9d0a-000000000000'),
    expected: backoff,
  },
  {
    name: '200 of a first Weaklayer, which chooses the id',
    answer: enrolled('0b6c1f2e-5a5c-4a3e-9d0a-000000000000'),
    firstGeneration: true,
    expected: { do: 'keep' },
  },
  { name: 'a portal', answer: portal, expected: backoff },
  { name: 'no answer', answer: { status: 'failed', reason: 'network' }, expected: backoff },
  {
    name: '400 KEY_INVALID',
    answer: refusal('KEY_INVALID'),
    expected: { do: 'wait', kind: 'misconfigured' },
  },
  { name: '403 KEY_REFUSED', answer: refusal('KEY_REFUSED'), expected: { do: 'wait', kind: 'refused' } },
  {
    name: '403 SENSOR_REVOKED',
    answer: refusal('SENSOR_REVOKED'),
    expected: { do: 'wait', kind: 'refused' },
  },
  { name: '401 PROOF_INVALID', answer: refusal('PROOF_INVALID'), expected: backoff },
  {
    name: '401 CLOCK_SKEW',
    answer: refusal('CLOCK_SKEW', { date }),
    expected: { do: 'correct_clock', offsetMs: 3_600_000 },
  },
  {
    name: '401 CLOCK_SKEW again',
    answer: refusal('CLOCK_SKEW', { date }),
    corrected: true,
    expected: backoff,
  },
  { name: '401 CLOCK_SKEW without a date', answer: refusal('CLOCK_SKEW'), expected: backoff },
  {
    name: '429 with Retry-After',
    answer: refusal('RATE_LIMITED', { retryAfter: '60' }),
    expected: { do: 'wait', kind: 'server', delayMs: 60_000 },
  },
  { name: '503 without Retry-After', answer: refusal('DRAINING'), expected: backoff },
  { name: '404', answer: refusal('NOT_FOUND'), expected: { do: 'wait', kind: 'misconfigured' } },
  {
    name: 'a bare 403 of a first Weaklayer',
    answer: { status: 'answered', http: 403, body: '' },
    firstGeneration: true,
    expected: { do: 'wait', kind: 'refused' },
  },
]

test.each(rows)('$name', ({ answer, corrected = false, firstGeneration = false, expected }) => {
  const read = readAnswer(answer, { schema: installAnswer, firstGeneration, nowMs })
  const decision = decideInstall(read, {
    sensor: firstGeneration ? undefined : sensor,
    failures: 0,
    failingForMs: 0,
    random: 0,
    corrected,
    nowMs,
  })
  expect(decision).toMatchObject(expected)
})
