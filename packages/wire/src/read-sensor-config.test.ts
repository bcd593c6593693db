import { expect, test } from 'vitest'
import { exampleInstallKey } from './example-secrets.ts'
import { readSensorConfig } from './read-sensor-config.ts'
import { starterExcludedHosts } from './starter-excluded-hosts.ts'

const least = {
  api: { protocol: 'https', hostname: 'gateway.example.com', port: 443 },
  installKey: { ...exampleInstallKey },
  label: 'finance-laptops',
}

const defaults = {
  capture: 'standard',
  disabledEvents: [],
  text: { exactLength: false },
  urls: { fullHosts: [], hostOnlyHosts: [] },
  excludedHosts: [...starterExcludedHosts],
  includedHosts: [],
  incognito: false,
  enterpriseHosts: [],
  approvedHosts: [],
  buffer: { maxBytes: 67_108_864, maxEvents: 200_000, durability: 'strict' },
  flushIntervalMs: 10_000,
  notice: {},
}

test.each([undefined, null, {}, 'text', 7])('managed storage that holds %j is pending', managed => {
  expect(readSensorConfig(managed)).toEqual({ state: 'pending' })
})

test('the three mandatory parts are enough, everything else has its default', () => {
  expect(readSensorConfig(least)).toEqual({ state: 'ok', config: { ...least, ...defaults }, problems: [] })
})

test('every optional part is taken as it is', () => {
  const all = {
    ...least,
    device: 'LT-0042',
    user: 'ada',
    capture: 'minimal',
    disabledEvents: ['TextInput'],
    text: { scope: 'password', exactLength: true },
    urls: { detail: 'host', fullHosts: ['a.example'], hostOnlyHosts: ['*.b.example'] },
    excludedHosts: ['*.health.example', '[2001:DB8::1]'],
    includedHosts: ['*.corp.example'],
    incognito: true,
    enterpriseHosts: ['login.corp.example'],
    approvedHosts: ['sso.example'],
    buffer: { maxBytes: 2_000_000, maxEvents: 5000, durability: 'relaxed' },
    flushIntervalMs: 500,
    notice: { text: 'We record.', contact: 'it@corp.example', link: 'https://corp.example/notice' },
  }
  expect(readSensorConfig(all)).toEqual({ state: 'ok', config: all, problems: [] })
})

const mandatory = [
  ['api', undefined, 'api'],
  ['api', { protocol: 'ftp', hostname: 'x', port: 1 }, 'api.protocol'],
  ['api', { protocol: 'https', hostname: 'https://x', port: 1 }, 'api.hostname'],
  ['api', { protocol: 'https', hostname: 'x:8080', port: 1 }, 'api.hostname'],
  ['api', { protocol: 'https', hostname: 'x', port: 0 }, 'api.port'],
  ['api', { protocol: 'https', hostname: 'x' }, 'api.port'],
  ['installKey', undefined, 'installKey'],
  ['installKey', { ...exampleInstallKey, group: 'finance' }, 'installKey.group'],
  ['installKey', { ...exampleInstallKey, checksum: `${'A'.repeat(43)}=` }, 'installKey.checksum'],
  ['label', undefined, 'label'],
  ['label', '', 'label'],
] as const

test.each(mandatory)(
  'without a usable %s (%j) the state is invalid, and the rest counts',
  (part, value, path) => {
    const reading = readSensorConfig({ ...least, [part]: value, capture: 'minimal' })
    const { [part]: _, ...others } = least
    expect(reading).toEqual({
      state: 'invalid',
      partial: { ...others, ...defaults, capture: 'minimal' },
      problems: [expect.objectContaining({ path })],
    })
  },
)

const optional = [
  ['capture', 'recorded', 'capture', 'standard', 'Correct the value.'],
  ['capture', 'fulll', 'capture', 'standard', 'Did you mean `full`?'],
  ['text', 'off', 'text', { exactLength: false }, 'Correct the value.'],
  ['text', { scope: 'of', exactLength: true }, 'text.scope', { exactLength: true }, 'Did you mean `off`?'],
  [
    'text',
    { scope: 'off', exactLength: 'no' },
    'text.exactLength',
    { scope: 'off', exactLength: false },
    'Correct the value.',
  ],
  ['text', { scop: 'off' }, 'text.scop', { scop: 'off', exactLength: false }, 'Did you mean `scope`?'],
  [
    'urls',
    { detail: 'host', fullHosts: ['a.example', 'https://b.example/', '*.c.example'] },
    'urls.fullHosts.1',
    { detail: 'host', fullHosts: ['a.example', '*.c.example'], hostOnlyHosts: [] },
    'Correct the value.',
  ],
  [
    'excludedHosts',
    ['bank.example', 7, '*.clinic.example'],
    'excludedHosts.1',
    ['bank.example', '*.clinic.example'],
    'Correct the value.',
  ],
  ['excludedHosts', 'bank.example', 'excludedHosts', [...starterExcludedHosts], 'Correct the value.'],
  ['includedHosts', ['a.example', ''], 'includedHosts.1', ['a.example'], 'Correct the value.'],
  ['includedHosts', ['https://a.example/'], 'includedHosts.0', ['nowhere.invalid'], 'Correct the value.'],
  ['includedHosts', 'a.example', 'includedHosts', ['nowhere.invalid'], 'Correct the value.'],
  [
    'buffer',
    { maxBytes: 7, maxEvents: 5000 },
    'buffer.maxBytes',
    { maxBytes: 67_108_864, maxEvents: 5000, durability: 'strict' },
    'Correct the value.',
  ],
  [
    'notice',
    { text: 'Hello', link: 'javascript:alert(1)' },
    'notice.link',
    { text: 'Hello' },
    'Correct the value.',
  ],
  ['incognito', 'yes', 'incognito', false, 'Correct the value.'],
  ['device', 7, 'device', undefined, 'Correct the value.'],
] as const

test.each(optional)('of %s: %j the problem is at %s and %j is used', (...row) => {
  const [part, value, path, used, todo] = row
  const reading = readSensorConfig({ ...least, [part]: value })
  expect(reading).toMatchObject({ state: 'ok', problems: [{ path, todo }] })
  expect(reading.state === 'ok' && reading.config[part]).toEqual(used)
  expect(reading.state === 'ok' && reading.config).toMatchObject(least)
})

const misnamed = [
  [{ ...least, lable: 'x' }, 'lable', 'Did you mean `label`?'],
  [{ ...least, excludeHosts: [] }, 'excludeHosts', 'Did you mean `excludedHosts`?'],
  [{ ...least, zzzzzzzzzz: 1 }, 'zzzzzzzzzz', 'Remove it.'],
  [{ ...least, api: { ...least.api, hostnam: 'x' } }, 'api.hostnam', 'Did you mean `hostname`?'],
  [{ ...least, buffer: { maxByte: 1 } }, 'buffer.maxByte', 'Did you mean `maxBytes`?'],
] as const

test.each(misnamed)('an unknown key of %o is a problem, and nothing else', (managed, path, todo) => {
  expect(readSensorConfig(managed)).toMatchObject({
    state: 'ok',
    config: least,
    problems: [{ path, message: 'unknown key', todo }],
  })
})

test('all problems come at once', () => {
  const reading = readSensorConfig({ api: { protocol: 'x', hostname: '', port: 0 }, capture: 1, lable: 1 })
  const paths = reading.state === 'invalid' ? reading.problems.map(problem => problem.path) : []
  expect(paths.sort()).toEqual([
    'api.hostname',
    'api.port',
    'api.protocol',
    'capture',
    'installKey',
    'label',
    'lable',
  ])
})

test('no problem shows a secret of the install key', () => {
  const secret = exampleInstallKey.secret.slice(0, 38)
  const reading = readSensorConfig({
    ...least,
    installKey: { ...exampleInstallKey, secret, checksum: secret, group: secret },
  })
  expect(reading.state === 'invalid' && reading.problems).toHaveLength(3)
  expect(JSON.stringify(reading)).not.toContain(secret)
})
