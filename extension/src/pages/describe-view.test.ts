import { expect, test } from 'vitest'
import { describeView } from './describe-view.ts'
import { exampleNowMs, exampleView } from './example-view.ts'

test('has an answer to every question of the page', () => {
  const text = describeView(exampleView(), exampleNowMs)
  expect(text.collectedTitle).toBe('Collected here and now')
  expect(text.headline.title).toBe('Active')
  expect(text.policy).toEqual({
    state: 'Those who manage this browser have set them.',
    problems: [],
  })
  expect(text.identity).toContainEqual({
    name: 'Sensor',
    value: '8c1f2f0e-6d1b-8a3c-9e57-2b9d0c4f7a61',
    copy: true,
  })
})

test('calls what is recorded noted while nothing is sent', () => {
  const policy = { state: 'pending', source: 'none', problems: [] } as const
  const view = exampleView({ policy: { ...policy, problems: [] }, connection: { state: 'unconfigured' } })
  const text = describeView(view, exampleNowMs)
  expect(text.collectedTitle).toBe('Noted in this browser')
  expect(text.policy.state).toBe('There are no settings. The default rules are in force.')
})

test.each([
  [
    'cached',
    'Those who manage this browser have set them. The browser does not pass them on at the moment, so the last ones are in force.',
  ],
  ['development', 'They are built into this development build.'],
] as const)('says where settings come from: %s', (source, state) => {
  const text = describeView(exampleView({ policy: { state: 'ok', source, problems: [] } }), exampleNowMs)
  expect(text.policy.state).toBe(state)
})

test('lists every mistake of the settings with what to do', () => {
  const problems = [
    { path: 'installKey', message: 'missing', todo: 'Add it to the policy.' },
    { path: '', message: 'unknown key', todo: 'Remove it.' },
  ]
  const view = exampleView({ policy: { state: 'invalid', source: 'managed', problems } })
  const { policy } = describeView(view, exampleNowMs)
  expect(policy.state).toContain('The valid parts still limit what is recorded.')
  expect(policy.problems.map(problem => problem.path)).toEqual(['installKey', '(all)'])
})

test('says that a sensor which never signed in has no number yet, and copies nothing', () => {
  const { sensor: _, ...without } = exampleView()
  const { identity } = describeView(without, exampleNowMs)
  expect(identity[0]).toEqual({ name: 'Sensor', value: 'Gets its number when it has signed in' })
})
