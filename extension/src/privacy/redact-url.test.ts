import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RecordedAddress, redactUrl } from './redact-url.ts'
import { rulesOf } from './rules-for-tests.ts'

const rules = rulesOf({})
const text = ({ path, search, hash }: RecordedAddress) => path + search + hash

const redacted: [href: string, recorded: string][] = [
  ['https://a.example/', '/'],
  ['https://a.example/docs/getting-started', '/docs/getting-started'],
  ['https://a.example/en-GB/How-To-Bake-A-Really-Good-Cake', '/en-GB/How-To-Bake-A-Really-Good-Cake'],
  ['https://a.example/myAccountSettingsPage', '/myAccountSettingsPage'],
  ['https://a.example/internationalization/v2', '/internationalization/v2'],
  ['https://a.example/2024/05/iphone15pro', '/2024/05/iphone15pro'],
  ['https://a.example/@alice', '/@alice'],
  ['https://a.example/suche/K%C3%B6ln', '/suche/K%C3%B6ln'],
  ['https://a.example/?q=words&lang=en', '/?q&lang'],
  ['https://a.example/?a=1&a=2', '/?a'],
  ['https://a.example/?items[]=1&page.no=2', '/?items[]&page.no'],
  ['https://a.example/?bare-secret', '/?{value}'],
  ['https://a.example/?alice%40corp.example=1', '/?{name}'],
  ['https://a.example/?%71=1', '/?q'],
  ['https://a.example/#access_token=abc', '/'],
  ['https://user:pass@a.example/x', '/x'],
  ['https://a.example/u/alice@corp.example', '/u/{email}'],
  ['https://a.example/u/alice%40corp.example', '/u/{email}'],
  ['https://a.example/u/alice%2540corp.example', '/u/{email}'],
  ['https://a.example/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.x-Y_z', '/t/{jwt}'],
  ['https://a.example/reset/9f86d081884c7d659a2feaa0c55ad015', '/reset/{token}'],
  ['https://a.example/v/dQw4w9WgXcQ', '/v/{token}'],
  ['https://a.example/o/6f1c2e52-5a5c-4a3e-9d0a-0c6c8f4b2d11', '/o/{uuid}'],
  ['https://a.example/order/12345678', '/order/{number}'],
  ['https://a.example/card/4111-1111-1111-1111', '/card/{number}'],
  ['https://a.example/tel/+49%20170%201234567', '/tel/{number}'],
  ['https://a.example/article-12345678', '/{number}'],
  ['https://a.example/search/my%20private%20words', '/search/{text}'],
  ['https://a.example/a;jsessionid=8A2F', '/a;{value}'],
  ['https://a.example/r/https%3A%2F%2Fu%3Ap%40b.example', '/r/{email}'],
  ['https://a.example/k/token=abcdef', '/k/{value}'],
  ['https://a.example/%E0%A4%A', '/{value}'],
  ['about:blank', 'blank'],
  ['about:srcdoc', 'srcdoc'],
  ['data:text/html,secret', ''],
  ['blob:https://a.example/6f1c2e52-5a5c-4a3e-9d0a-0c6c8f4b2d11', ''],
  ['javascript:alert(1)', ''],
  ['file:///home/alice/secret.html?x=1#y', ''],
]

test.each(redacted)('%s is recorded as %s', (href, recorded) => {
  expect(text(redactUrl(href, rules))).toBe(recorded)
})

test('scheme, host and port stay apart from the path', () => {
  expect(redactUrl('http://a.example:8080/x', rules)).toMatchObject({
    protocol: 'http:',
    hostname: 'a.example',
    port: 8080,
  })
  expect(redactUrl('blob:https://a.example/6f1c', rules)).toMatchObject({
    protocol: 'blob:',
    hostname: 'a.example',
  })
})

const detailed: { name: string; policy: object; href: string; recorded: string }[] = [
  { name: 'minimal', policy: { capture: 'minimal' }, href: 'https://a.example/x?y=1', recorded: '' },
  {
    name: 'host only by policy',
    policy: { urls: { detail: 'host' } },
    href: 'https://a.example/x',
    recorded: '',
  },
  {
    name: 'a host that is recorded in full',
    policy: { urls: { fullHosts: ['a.example'] } },
    href: 'https://u:p@a.example/x?y=1#z',
    recorded: '/x?y=1#z',
  },
  {
    name: 'another host than the one in full',
    policy: { urls: { fullHosts: ['a.example'] } },
    href: 'https://b.example/x?y=1#z',
    recorded: '/x?y',
  },
  {
    name: 'a host in both lists',
    policy: { urls: { fullHosts: ['a.example'], hostOnlyHosts: ['a.example'] } },
    href: 'https://a.example/x',
    recorded: '',
  },
  {
    name: 'data: in full',
    policy: { urls: { detail: 'full' } },
    href: 'data:text/html,secret',
    recorded: '',
  },
  {
    name: 'blob: of a host in full',
    policy: { urls: { fullHosts: ['a.example'] } },
    href: 'blob:https://a.example/secret',
    recorded: '',
  },
]

test.each(detailed)('$name', ({ policy, href, recorded }) => {
  expect(text(redactUrl(href, rulesOf(policy)))).toBe(recorded)
})

const bytes = fc.noBias(fc.uint8Array({ minLength: 16, maxLength: 48 }))
const secrets = fc.oneof(
  bytes.map(raw => Buffer.from(raw).toString('hex')),
  fc
    .noBias(fc.uint8Array({ minLength: 20, maxLength: 48 }))
    .map(raw => Buffer.from(raw).toString('base64url')),
  bytes.map(raw => `eyJhbGciOiJIUzI1NiJ9.${Buffer.from(raw).toString('base64url')}`),
  fc.noBias(fc.integer({ min: 1e8, max: 1e15 })).map(String),
  fc.noBias(fc.integer({ min: 1e8, max: 1e15 })).map(number => `user${number}@corp.example`),
  fc.uuid(),
)
const escapes = fc.constantFrom<(part: string) => string>(
  part => part,
  part => encodeURIComponent(part),
  part => encodeURIComponent(encodeURIComponent(part)),
  part => Array.from(Buffer.from(part), byte => `%${byte.toString(16)}`).join(''),
)

test('no secret survives in any part of an address, however it is escaped', () => {
  fc.assert(
    fc.property(secrets, escapes, (secret, escaped) => {
      const written = escaped(secret)
      const addresses = [
        `https://a.example/x/${written}/y`,
        `https://a.example/x/prefix-${written}`,
        `https://a.example/?q=${written}`,
        `https://a.example/?${written}`,
        `https://a.example/?${written}=1`,
        `https://a.example/#${written}`,
        `https://${encodeURIComponent(secret)}:${encodeURIComponent(secret)}@a.example/`,
        `data:text/html,${written}`,
        `blob:https://a.example/${written}`,
        `javascript:'${written}'`,
        `file:///home/${written}`,
      ]
      for (const address of addresses) {
        const recorded = JSON.stringify(redactUrl(address, rules))
        expect(recorded).not.toContain(secret)
        expect(recorded).not.toContain(written)
      }
    }),
    { numRuns: 500 },
  )
})

test('any address gives strings within the limits of the wire', () => {
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), href => {
      const recorded = redactUrl(href, rules)
      expect(recorded.hash).toBe('')
      expect(recorded.search).not.toContain('=')
      expect(recorded.path.length).toBeLessThanOrEqual(8192)
    }),
  )
})
