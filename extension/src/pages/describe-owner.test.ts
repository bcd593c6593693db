import { expect, test } from 'vitest'
import type { SensorView } from '../protocol.ts'
import { describeOwner, gatewayName } from './describe-owner.ts'
import { exampleView } from './example-view.ts'

test.each([
  [{ protocol: 'https', hostname: 'gw.example.com', port: 443 }, 'gw.example.com'],
  [{ protocol: 'https', hostname: 'gw.example.com', port: 8443 }, 'gw.example.com:8443'],
  [{ protocol: 'http', hostname: '127.0.0.1', port: 80 }, '127.0.0.1'],
  [{ protocol: 'http', hostname: 'gw.example.com', port: 443 }, 'gw.example.com:443'],
  [{ protocol: 'http', hostname: '::1', port: 8080 }, '[::1]:8080'],
  [{ protocol: 'https', hostname: '[::1]', port: 443 }, '[::1]'],
] as const)('names the gateway %o as %s', (gateway, name) => {
  expect(gatewayName({ ...gateway, unencrypted: false })).toBe(name)
})

test('gives the words of the organisation, whom to ask, where to read and where it goes', () => {
  const owner = describeOwner(exampleView())
  expect(owner.words).toContain('Example Ltd')
  expect(owner.remark).toBeUndefined()
  expect(owner.facts).toEqual([
    { name: 'Whom to ask', value: 'privacy@example.com' },
    {
      name: 'Read more',
      value: 'intranet.example.com/browser-security',
      link: 'https://intranet.example.com/browser-security',
    },
    { name: 'Sent to', value: 'gateway.example.com' },
    { name: 'Belongs to', value: 'finance-laptops' },
  ])
})

test.each([
  [{ state: 'pending', source: 'none', problems: [] }, 'Nobody yet'],
  [{ state: 'ok', source: 'development', problems: [] }, 'development build'],
  [{ state: 'ok', source: 'managed', problems: [] }, 'It left no message'],
] as const satisfies [unknown, string][])(
  'without a notice and with policy %o it says: %s',
  (policy, words) => {
    const view = exampleView({ policy: { ...policy, problems: [] } as SensorView['policy'], notice: {} })
    expect(describeOwner(view).remark).toContain(words)
  },
)
