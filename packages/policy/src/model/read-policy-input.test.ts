import { exampleInstallKey, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { sampleInput, sampleModel, sampleSettings } from '../testing/sample-input.ts'
import { type PolicyInput, readPolicyInput } from './read-policy-input.ts'

test('everything that sensors get stands in the model', async () => {
  const key = await makeInstallKey()
  const model = sampleModel({ installKey: { key, verifier: await makeVerifier(key) }, profile: 'full' })
  expect(model).toMatchObject({
    gateway: { protocol: 'https', hostname: 'gateway.example.com', port: 8443 },
    updateUrl: 'https://gateway.example.com/updates',
    managed: {
      api: { protocol: 'https', hostname: 'gateway.example.com', port: 8443 },
      installKey: key,
      label: 'finance & "laptops" <1>',
      capture: 'full',
      ...sampleSettings,
    },
  })
  expect(JSON.stringify(model)).not.toContain('verifier')
})

test.each<[string, Partial<PolicyInput>, object]>([
  ['443 for https', { gateway: 'https://g.example' }, { gateway: { hostname: 'g.example', port: 443 } }],
  ['80 for http', { gateway: 'http://127.0.0.1/' }, { gateway: { protocol: 'http', port: 80 } }],
  ['an IPv6 address', { gateway: 'https://[2001:DB8::1]' }, { gateway: { hostname: '[2001:db8::1]' } }],
  ['a folder with a slash', { updateUrl: 'https://u.example/a//' }, { updateUrl: 'https://u.example/a' }],
  ['standard capture without a choice', { settings: {} }, { managed: { capture: 'standard' } }],
  ['the capture of the settings', { settings: { capture: 'minimal' } }, { managed: { capture: 'minimal' } }],
  ['no fill-in of what is given', { settings: { device: 'kiosk' } }, { fill: ['user'] }],
])('takes %s', (_, changes, expected) => {
  expect(sampleModel(changes)).toMatchObject(expected)
})

interface Row {
  what: string
  changes: Partial<PolicyInput>
  path: string
  message: string
}

const rows: Row[] = [
  {
    what: 'another protocol',
    changes: { gateway: 'ftp://g.example' },
    path: '--gateway',
    message: 'https://',
  },
  { what: 'no address', changes: { gateway: 'gateway' }, path: '--gateway', message: 'https://' },
  {
    what: 'a password in the address',
    changes: { gateway: 'https://a:hunter2@g.example' },
    path: '--gateway',
    message: 'password',
  },
  { what: 'a path', changes: { gateway: 'https://g.example/weaklayer' }, path: '--gateway', message: 'path' },
  { what: 'a query', changes: { gateway: 'https://g.example/?x' }, path: '--gateway', message: '`?`' },
  {
    what: 'a manifest instead of its folder',
    changes: { updateUrl: 'https://g.example/updates/update.xml' },
    path: '--update-url',
    message: 'folder',
  },
  {
    what: 'ids of another file',
    changes: { ids: { version: '1' } },
    path: 'ids.json: chromium',
    message: 'missing',
  },
  {
    what: 'a wrong id',
    changes: { ids: { version: '1', chromium: 'xyz', firefox: 'a@b' } },
    path: 'ids.json: chromium',
    message: '32 letters',
  },
  { what: 'no ids', changes: { ids: null }, path: 'ids.json', message: 'object' },
  { what: 'an empty label', changes: { label: '' }, path: '--label', message: 'at least 1' },
  {
    what: 'a control character',
    changes: { label: 'a\u0000b' },
    path: '--label',
    message: 'control character',
  },
  {
    what: 'half of a character',
    changes: { settings: { notice: { text: '\ud800' } } },
    path: 'settings.yaml: notice.text',
    message: 'half',
  },
  { what: 'no key', changes: { installKey: 7 }, path: 'key.json: installKey', message: 'an object' },
  {
    what: 'a damaged key',
    changes: { installKey: { ...exampleInstallKey, group: '5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e' } },
    path: 'key.json: installKey.checksum',
    message: 'damaged',
  },
  {
    what: 'the example key',
    changes: { installKey: exampleInstallKey },
    path: 'key.json: installKey.secret',
    message: 'public example',
  },
  {
    what: 'an unknown key',
    changes: { settings: { excludedHost: [] } },
    path: 'settings.yaml: excludedHost',
    message: 'unknown key',
  },
  {
    what: 'a wrong type',
    changes: { settings: { incognito: 'yes' } },
    path: 'settings.yaml: incognito',
    message: 'true or false',
  },
  {
    what: 'a wrong entry',
    changes: { settings: { excludedHosts: ['https://x/'] } },
    path: 'settings.yaml: excludedHosts.0',
    message: 'host',
  },
  {
    what: 'a key with an option of its own',
    changes: { settings: { label: 'x' } },
    path: 'settings.yaml: label',
    message: 'does not belong',
  },
  {
    what: 'two captures',
    changes: { profile: 'full', settings: { capture: 'minimal' } },
    path: 'settings.yaml: capture',
    message: '--profile says full',
  },
  { what: 'a list of settings', changes: { settings: [] }, path: 'settings.yaml', message: 'expected keys' },
]

test.each(rows)('refuses $what', ({ changes, path, message }) => {
  const reading = readPolicyInput(sampleInput(changes))
  expect(reading).toMatchObject({
    status: 'invalid',
    problems: expect.arrayContaining([
      { path, message: expect.stringContaining(message), todo: expect.stringMatching(/.+[.?]$/) },
    ]),
  })
  expect(JSON.stringify(reading)).not.toContain('hunter2')
})

test('reports every problem at once, and no secret', () => {
  const secret = 'not base64, but secret all the same'
  const reading = readPolicyInput(
    sampleInput({
      gateway: 'gateway',
      updateUrl: 'x',
      label: '',
      installKey: { secret },
      ids: {},
      settings: { incognito: 1, capture: 'ful', unknown: 1 },
    }),
  )
  const paths = reading.status === 'invalid' ? reading.problems.map(problem => problem.path) : []
  expect(paths).toEqual([
    '--gateway',
    '--update-url',
    'ids.json: version',
    'ids.json: chromium',
    'ids.json: firefox',
    'settings.yaml: unknown',
    'key.json: installKey.group',
    'key.json: installKey.secret',
    'key.json: installKey.checksum',
    '--label',
    'settings.yaml: capture',
    'settings.yaml: incognito',
  ])
  expect(JSON.stringify(reading)).not.toContain(secret)
})

test('takes the example key for a gateway on loopback', () => {
  expect(sampleModel({ gateway: 'http://localhost:8080', installKey: exampleInstallKey }).gateway.port).toBe(
    8080,
  )
})

test.each([
  ['http://gateway.example.com', ['--gateway']],
  ['http://127.0.0.1:8080', []],
  ['https://gateway.example.com', []],
])('of %s it warns about %j', (gateway, warned) => {
  const { warnings } = readPolicyInput(sampleInput({ gateway }))
  expect(warnings.map(warning => warning.path)).toEqual(warned)
})
