import { expect, test } from 'vitest'
import type { SensorView } from '../protocol.ts'
import { describeHeadline, describeWarnings } from './describe-headline.ts'
import { exampleView } from './example-view.ts'
import type { Tone } from './text-model.ts'

type Policy = SensorView['policy']
type State = SensorView['connection']['state']

const problem = { path: 'api.port', message: 'expected number', todo: 'Correct it in the policy.' }
const policies: Record<Policy['state'], Policy> = {
  pending: { state: 'pending', source: 'none', problems: [] },
  ok: { state: 'ok', source: 'managed', problems: [] },
  invalid: { state: 'invalid', source: 'managed', problems: [problem] },
}

test.each([
  { policy: 'pending', state: 'unconfigured', tone: 'wait', title: 'Not configured yet' },
  { policy: 'invalid', state: 'unconfigured', tone: 'bad', title: 'The settings have mistakes' },
  { policy: 'invalid', state: 'misconfigured', tone: 'bad', title: 'The settings have mistakes' },
  { policy: 'invalid', state: 'connected', tone: 'good', title: 'Active' },
  { policy: 'ok', state: 'connected', tone: 'good', title: 'Active' },
  { policy: 'ok', state: 'not_enrolled', tone: 'wait', title: 'Signing in for the first time' },
  { policy: 'ok', state: 'retrying', tone: 'warn', title: 'No connection at the moment' },
  { policy: 'ok', state: 'refused', tone: 'bad', title: 'The gateway refuses this browser' },
  { policy: 'ok', state: 'misconfigured', tone: 'bad', title: 'The connection is set up wrongly' },
  { policy: 'ok', state: 'unconfigured', tone: 'wait', title: 'No gateway is set' },
] as const satisfies { policy: Policy['state']; state: State; tone: Tone; title: string }[])(
  'with policy $policy and connection $state it is $tone: $title',
  ({ policy, state, tone, title }) => {
    const view = exampleView({ policy: policies[policy], connection: { state } })
    expect(describeHeadline(view)).toMatchObject({ tone, title })
  },
)

test('says while nothing is configured that things are noted and nothing is sent', () => {
  const view = exampleView({ policy: policies.pending, connection: { state: 'unconfigured' } })
  expect(describeHeadline(view).detail).toBe(
    'Things are noted in this browser under the default rules. Nothing is sent.',
  )
})

test('stays the same while only times change, so that it is announced once', () => {
  const at = (atMs: number) => {
    const lastError = { code: 'NETWORK', message: 'no answer', todo: '', atMs }
    return describeHeadline(exampleView({ connection: { state: 'retrying', lastError, retryAtMs: atMs } }))
  }
  expect(at(1)).toEqual(at(1e12))
})

test('warns about a connection that is not encrypted, and names it', () => {
  const gateway = { protocol: 'http', hostname: 'gw.example.com', port: 8080, unencrypted: true } as const
  const [warning] = describeWarnings(exampleView({ gateway }))
  expect(warning).toMatchObject({ tone: 'bad', title: 'The connection is not encrypted' })
  expect(warning?.detail).toContain('gw.example.com:8080')
})

test.each([
  ['ok', 'connected', '2 settings are wrong'],
  ['invalid', 'connected', 'The newest settings have mistakes'],
] as const)('warns about mistakes while policy is %s and the state %s', (state, connection, title) => {
  const policy: Policy = { state, source: 'managed', problems: [problem, problem] }
  const warnings = describeWarnings(exampleView({ policy, connection: { state: connection } }))
  expect(warnings.map(warning => warning.title)).toEqual([title])
})

test.each(['connected', 'unconfigured'] as const)('shows a fault of the sensor itself while %s', state => {
  const lastError = { code: 'STORE_FAILED', message: 'The store fails.', todo: 'Free some space.', atMs: 1 }
  expect(describeWarnings(exampleView({ connection: { state, lastError } }))).toEqual([
    {
      tone: 'warn',
      title: 'Something does not work',
      detail: 'The store fails.',
      todo: 'Free some space.',
    },
  ])
})

test('warns about nothing where all is well', () => {
  expect(describeWarnings(exampleView())).toEqual([])
})
