import { expect, test } from 'vitest'
import type { SelfTestOutcome, SelfTestResult } from '../protocol.ts'
import { describeSelfTest } from './describe-self-test.ts'

const nowMs = Date.UTC(2026, 3, 14, 12, 0, 0)

function told(result: Partial<SelfTestResult>) {
  const whole: SelfTestResult = { outcome: 'ok', message: 'It answered.', todo: '', ...result }
  return describeSelfTest({ status: 'done', result: whole, atMs: nowMs }, nowMs)
}

test.each([
  ['ok', 'good', 'The connection works'],
  ['no_policy', 'wait', 'There are no settings yet'],
  ['policy_invalid', 'bad', 'The settings have mistakes'],
  ['wrong_key', 'bad', 'The gateway does not accept the install key'],
  ['name_not_found', 'bad', 'The gateway’s name is not known in this network'],
  ['connection_refused', 'bad', 'No gateway answers at this address'],
  ['unreachable', 'bad', 'The gateway cannot be reached'],
  ['certificate_not_trusted', 'bad', 'This browser does not trust the gateway’s certificate'],
  ['clock_wrong', 'bad', 'The clock of this computer is wrong'],
  ['proxy_sign_in', 'bad', 'A proxy wants a sign-in first'],
  ['not_a_gateway', 'bad', 'Something else answers in the gateway’s place'],
  ['gateway_error', 'bad', 'The gateway has a problem'],
] as const satisfies [SelfTestOutcome, string, string][])('says %s (%s) as: %s', (outcome, tone, title) => {
  const text = told({ outcome, message: 'Found this.', todo: 'Do that.' })
  expect(text.notice).toEqual({ tone, title, detail: 'Found this.', todo: 'Do that.' })
})

test('has its own words for an outcome that it does not know', () => {
  const text = told({ outcome: 'brand_new' as SelfTestOutcome, message: 'Found this.' })
  expect(text.notice).toEqual({ tone: 'warn', title: 'The test ended unexpectedly', detail: 'Found this.' })
})

test("gives the browser's own reason as a detail", () => {
  const { details } = told({
    outcome: 'certificate_not_trusted',
    browserError: 'net::ERR_CERT_AUTHORITY_INVALID',
  })
  expect(details).toEqual(['The browser says: net::ERR_CERT_AUTHORITY_INVALID'])
})

test.each([
  [59_000, undefined],
  [-59_000, undefined],
  [3_600_000, 'This computer’s clock is 1 hour behind the gateway’s.'],
  [-86_400_000 * 3, 'This computer’s clock is 3 days ahead of the gateway’s.'],
])('says a clock skew of %d ms as: %s', (clockSkewMs, expected) => {
  expect(told({ clockSkewMs }).details[0]).toBe(expected)
})

test('tells idle, running and a worker that gave no answer apart', () => {
  expect(describeSelfTest({ status: 'idle' }, nowMs)).toEqual({ running: false, details: [] })
  expect(describeSelfTest({ status: 'running' }, nowMs)).toEqual({ running: true, details: [] })
  const silent = describeSelfTest({ status: 'silent', atMs: nowMs }, nowMs)
  expect(silent.notice).toMatchObject({ tone: 'bad', title: 'The test did not finish' })
})
