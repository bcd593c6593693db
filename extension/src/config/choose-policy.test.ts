import { exampleInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { choosePolicy, isSamePolicy, type Policy, type PolicySources } from './choose-policy.ts'
import { policyHash } from './policy-hash.ts'

const good = (label: string) => ({
  api: { protocol: 'https', hostname: 'gateway.example', port: 443 },
  installKey: exampleInstallKey,
  label,
})

interface Row {
  name: string
  sources: Partial<PolicySources>
  expected: Pick<Policy, 'state' | 'source'> & { label?: string }
}

const rows: Row[] = [
  { name: 'nothing at all', sources: {}, expected: { state: 'pending', source: 'none' } },
  {
    name: 'an empty managed storage',
    sources: { managed: {} },
    expected: { state: 'pending', source: 'none' },
  },
  {
    name: 'a managed policy, before all others',
    sources: { managed: good('m'), cached: good('c'), development: good('d') },
    expected: { state: 'ok', source: 'managed', label: 'm' },
  },
  {
    name: 'the last good policy, where managed storage says nothing',
    sources: { cached: good('c') },
    expected: { state: 'ok', source: 'cached', label: 'c' },
  },
  {
    name: "a development build's own, where managed storage says nothing",
    sources: { managed: {}, cached: good('c'), development: good('d') },
    expected: { state: 'ok', source: 'development', label: 'd' },
  },
  {
    name: 'an invalid managed policy is not covered by the last good one',
    sources: { managed: { label: 'm' }, cached: good('c') },
    expected: { state: 'invalid', source: 'managed', label: 'm' },
  },
  {
    name: 'a policy with one wrong optional part counts',
    sources: { managed: { ...good('m'), capture: 'everything' } },
    expected: { state: 'ok', source: 'managed', label: 'm' },
  },
]

test.each(rows)('$name', ({ sources, expected }) => {
  const policy = choosePolicy({ managed: undefined, cached: undefined, development: null, ...sources })
  const { state, source, capture } = policy
  expect({ state, source, label: capture.label }).toEqual({ label: undefined, ...expected })
  expect(capture.capture).toBe('standard')
  expect(policy.config === undefined).toBe(state !== 'ok')
})

test('an invalid part of the policy is reported', () => {
  const policy = choosePolicy({ managed: { ...good('m'), capture: 1 }, cached: undefined, development: null })
  expect(policy.problems).toMatchObject([{ path: 'capture' }])
})

test('policies are the same whatever their source', () => {
  const managed = choosePolicy({ managed: good('a'), cached: undefined, development: null })
  expect(
    isSamePolicy(managed, choosePolicy({ managed: undefined, cached: good('a'), development: null })),
  ).toBe(true)
  expect(
    isSamePolicy(managed, choosePolicy({ managed: good('b'), cached: undefined, development: null })),
  ).toBe(false)
})

test('the hash of a policy tells policies apart, but not their secrets', async () => {
  const hashOf = (managed: object) =>
    policyHash(choosePolicy({ managed, cached: undefined, development: null }))
  const otherSecret = { ...good('a'), installKey: { ...exampleInstallKey, notAfter: 1 } }
  expect(await hashOf(good('a'))).toMatch(/^[0-9a-f]{16}$/)
  expect(await hashOf(good('b'))).not.toBe(await hashOf(good('a')))
  expect(await hashOf(otherSecret)).toBe(await hashOf(good('a')))
})
