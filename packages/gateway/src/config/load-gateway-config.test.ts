import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  exampleAdminToken,
  exampleTokenSecret,
  exampleVerifier,
  makeInstallKey,
  makeVerifier,
  type Verifier,
} from '@weaklayer/wire'
import { beforeAll, expect, test } from 'vitest'
import { makeSecret, temporaryDirectory } from '../testing/test-gateway.ts'
import { configKeys, environmentName } from './config-keys.ts'
import { loadGatewayConfig } from './load-gateway-config.ts'

const secret = makeSecret()
let verifier: Verifier
beforeAll(async () => {
  verifier = await makeVerifier(await makeInstallKey())
})

const raw = (api: Record<string, unknown> = {}) => ({
  sensor: {
    api,
    token: { secrets: { current: secret } as Record<string, unknown> },
    install: { verifiers: [verifier] as unknown[] },
  },
  outputs: [{ type: 'filesystem', directory: 'events' }] as unknown[],
})

const load = (value: unknown, environment: Record<string, string> = {}) =>
  loadGatewayConfig({ text: JSON.stringify(value), environment })

async function okConfig(value: unknown, environment: Record<string, string> = {}) {
  const loaded = await load(value, environment)
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return loaded
}

async function problemsOf(value: unknown, environment: Record<string, string> = {}) {
  const loaded = await load(value, environment)
  return loaded.status === 'invalid' ? loaded.problems : []
}

test('relative paths start from the folder of the file', async () => {
  const directory = await temporaryDirectory()
  await mkdir(join(directory, 'etc'))
  const file = join(directory, 'etc', 'gateway.yaml')
  const https = { certificate: 'cert.pem', key: '../key.pem' }
  await writeFile(
    file,
    JSON.stringify({
      ...raw({ https }),
      deadLetter: { directory: '../dead' },
      updates: { directory: 'updates' },
    }),
  )
  const loaded = await loadGatewayConfig({ file })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  expect(loaded.config.sensor.api.https).toMatchObject({
    certificate: join(directory, 'etc/cert.pem'),
    key: join(directory, 'key.pem'),
  })
  expect(loaded.config.outputs[0]).toMatchObject({ directory: join(directory, 'etc/events') })
  expect(loaded.config.deadLetter?.directory).toBe(join(directory, 'dead'))
  expect(loaded.config.updates?.directory).toBe(join(directory, 'etc/updates'))
})

test('every problem is reported at once, with its path and the nearest key, and without secrets', async () => {
  const value = raw({ prot: 1, port: 99_999 })
  value.sensor.token.secrets = { current: 'c2hvcnQ=' }
  const problems = await problemsOf(value, {
    WEAKLAYER_LOG_LEVEL: 'loud',
    WEAKLAYER_OUTPUTS_FILE: '/nowhere',
  })
  expect(problems.map(problem => problem.path).sort()).toEqual([
    'WEAKLAYER_OUTPUTS_FILE',
    'log.level',
    'sensor.api.port',
    'sensor.api.prot',
    'sensor.token.secrets.current',
  ])
  expect(problems.find(problem => problem.path === 'sensor.api.prot')?.todo).toContain('port')
  expect(problems.every(problem => problem.message !== '' && problem.todo !== '')).toBe(true)
  expect(JSON.stringify(problems)).not.toContain('c2hvcnQ=')
})

test('every key that is no list entry has a variable, and its value arrives', async () => {
  const adminToken = makeSecret()
  const samples: Record<string, [string, unknown]> = {
    'sensor.api.host': ['127.0.0.1', '127.0.0.1'],
    'sensor.api.https.certificate': ['/c.pem', '/c.pem'],
    'sensor.api.https.key': ['/k.pem', '/k.pem'],
    'sensor.api.https.password': ['123', '123'],
    'sensor.api.https.clientCertificates.authority': ['/a.pem', '/a.pem'],
    'sensor.api.https.clientCertificates.mode': ['optional', 'optional'],
    'sensor.api.trustedProxies': ['10.0.0.1', ['10.0.0.1']],
    'sensor.api.proxyProtocol': ['required', 'required'],
    'sensor.api.redirect.host': ['127.0.0.2', '127.0.0.2'],
    'sensor.token.duration': ['2d', 172_800_000_000],
    'sensor.token.secrets.current': [exampleTokenSecret, exampleTokenSecret],
    'sensor.token.secrets.past': [`["${secret}"]`, [secret]],
    'sensor.token.proof': ['required', 'required'],
    'sensor.install.verifiers': [JSON.stringify([verifier]), [verifier]],
    'sensor.revocation.entries': [`[{group: ${verifier.group}}]`, [{ group: verifier.group }]],
    'sensor.revocation.file': ['/revoked', '/revoked'],
    'sensor.revocation.interval': ['3s', 3_000_000],
    outputs: ['[{type: stdout}]', [{ type: 'stdout', required: true, queue: 16_777_216 }]],
    'deadLetter.directory': ['/dead', '/dead'],
    'updates.directory': ['/updates', '/updates'],
    workers: ['4', 4],
    'limits.headersTimeout': ['3s', 3_000_000],
    'limits.requestTimeout': ['4000000', 4_000_000],
    'limits.inFlightBytes': ['2097152', 2_097_152],
    'rates.sensorBytesPerDay': ['2097152', 2_097_152],
    'admin.enabled': ['false', false],
    'admin.host': ['127.0.0.1', '127.0.0.1'],
    'admin.token': [adminToken, adminToken],
    'audit.enabled': ['false', false],
    'audit.directory': ['/audit', '/audit'],
    'audit.size': ['20000', 20_000],
    'audit.age': ['2d', 172_800_000_000],
    'flush.floor': ['3s', 3_000_000],
    'flush.ceiling': ['70s', 70_000_000],
    'drain.grace': ['3s', 3_000_000],
    'drain.timeout': ['4s', 4_000_000],
    'log.level': ['warn', 'warn'],
  }
  const keys = configKeys().filter(key => environmentName(key.path) !== undefined)
  const environment = Object.fromEntries(
    keys.map(key => [environmentName(key.path), samples[key.path.join('.')]?.[0] ?? '2048']),
  ) as Record<string, string>
  const { config, warnings } = await okConfig({}, environment)
  for (const key of keys) {
    const found = key.path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], config)
    expect([key.path, found]).toEqual([key.path, samples[key.path.join('.')]?.[1] ?? 2048])
  }
  expect(keys.length).toBeGreaterThan(20)
  expect(warnings).toEqual([])
})

test('secrets come from files, one line feed at the end does not count', async () => {
  const directory = await temporaryDirectory()
  const write = async (name: string, text: string) => {
    await writeFile(join(directory, name), text)
    return join(directory, name)
  }
  const past = [makeSecret(), makeSecret()]
  const { config } = await okConfig(raw(), {
    WEAKLAYER_SENSOR_TOKEN_SECRETS_CURRENT_FILE: await write('current', `${exampleTokenSecret}\n`),
    WEAKLAYER_SENSOR_TOKEN_SECRETS_PAST_FILE: await write('past', `${past.join('\n')}\n`),
    WEAKLAYER_SENSOR_INSTALL_VERIFIERS_FILE: await write(
      'verifiers',
      JSON.stringify([verifier, exampleVerifier]),
    ),
    WEAKLAYER_SENSOR_API_HTTPS_PASSWORD_FILE: await write('password', 'hunter2\r\n'),
    WEAKLAYER_SENSOR_API_HTTPS_CERTIFICATE: 'c',
    WEAKLAYER_SENSOR_API_HTTPS_KEY: 'k',
  })
  expect(config.sensor.token.secrets).toEqual({ current: exampleTokenSecret, past })
  expect(config.sensor.install.verifiers).toHaveLength(2)
  expect(config.sensor.api.https?.password).toBe('hunter2')
})

test('an unknown variable is a warning with the nearest one, since orchestrators add variables of their own', async () => {
  const { warnings } = await okConfig(raw(), {
    WEAKLAYER_SENSOR_API_PROT: '1',
    WEAKLAYER_CHROMIUM: '/x',
    OTHER: 'x',
  })
  expect(warnings).toEqual([
    {
      path: 'WEAKLAYER_SENSOR_API_PROT',
      message: expect.any(String),
      todo: 'Did you mean `WEAKLAYER_SENSOR_API_PORT`?',
    },
  ])
})

test('a variable and its _FILE together are a problem', async () => {
  const environment = { WEAKLAYER_LOG_LEVEL: 'info', WEAKLAYER_LOG_LEVEL_FILE: '/x' }
  expect((await problemsOf(raw(), environment)).map(problem => problem.path)).toEqual([
    'WEAKLAYER_LOG_LEVEL_FILE',
  ])
})

const example = () => {
  const value = raw()
  value.sensor.token.secrets = { current: secret, past: [exampleTokenSecret] }
  value.sensor.install.verifiers = [verifier, exampleVerifier]
  return value
}

test.each(['0.0.0.0', '::', 'gateway.example.com', '10.0.0.1', '128.0.0.1', 'localhost.example.com'])(
  'public example values are refused on %s, with the command that makes real ones',
  async host => {
    const value = example()
    value.sensor.api = { host }
    const problems = await problemsOf(value)
    expect(problems.map(problem => problem.path)).toEqual([
      'sensor.token.secrets.past.0',
      'sensor.install.verifiers.1',
    ])
    expect(problems.map(problem => problem.todo).join()).toMatch(/weaklayer secret.*weaklayer key/)
    expect(JSON.stringify(problems)).not.toContain(exampleTokenSecret)
  },
)

test.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', 'a.localhost'])(
  'public example values may start on %s',
  async host => {
    const value = example()
    value.sensor.api = { host }
    expect((await okConfig(value)).warnings).toEqual([])
  },
)

test('plain http off loopback works and is warned about, https is not', async () => {
  expect((await okConfig(raw({ host: '0.0.0.0' }))).warnings.map(warning => warning.path)).toEqual([
    'sensor.api',
  ])
  const https = { certificate: 'c', key: 'k' }
  expect((await okConfig(raw({ host: '0.0.0.0', https }))).warnings).toEqual([])
})

const broken: [string, string][] = [
  ['sensor: [1, 2', 'line 1'],
  ['a: 1\na: 2', 'line 2'],
  [`secret: "${secret}\nx: y: z`, 'line'],
  ['- 1', 'expected keys'],
  ['just text', 'expected keys'],
  ['a: &a [*a]', 'aliases'],
  [`a: {? [${secret}] : 1}`, 'line 1'],
  [
    'a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
    'aliases',
  ],
]

test.each(broken)(
  'a file that is no configuration (%j) is reported with its place and without its text',
  async (text, said) => {
    const loaded = await loadGatewayConfig({ text })
    expect(loaded.status).toBe('invalid')
    const shown = JSON.stringify(loaded)
    expect(shown).toContain(said)
    expect(shown).not.toContain(secret.slice(0, 20))
  },
)

test('a missing file and an empty one are reported', async () => {
  const loaded = await loadGatewayConfig({ file: '/nowhere/gateway.yaml' })
  expect(loaded).toMatchObject({
    status: 'invalid',
    problems: [{ path: '/nowhere/gateway.yaml', message: 'cannot be read: ENOENT' }],
  })
  const empty = await loadGatewayConfig({ text: '' })
  expect(empty.status === 'invalid' && empty.problems.map(problem => problem.path)).toEqual([
    'sensor',
    'outputs',
  ])
})

test('past secrets may have an end, in the file and in the variable, and one that is over is warned about', async () => {
  const nowMs = Date.UTC(2026, 5, 1)
  const [over, ahead] = [makeSecret(), makeSecret()]
  const past = [
    { secret: over, notAfter: '2026-05-31T00:00:00Z' },
    { secret: ahead, notAfter: Date.UTC(2026, 6, 1) * 1000 },
  ]
  const value = raw()
  value.sensor.token.secrets = { current: secret, past } as never
  const inFile = await loadGatewayConfig({ text: JSON.stringify(value), nowMs })
  const environment = { WEAKLAYER_SENSOR_TOKEN_SECRETS_PAST: JSON.stringify(past) }
  const inVariable = await loadGatewayConfig({ text: JSON.stringify(raw()), environment, nowMs })
  for (const loaded of [inFile, inVariable]) {
    expect(loaded).toMatchObject({
      status: 'ok',
      config: {
        sensor: { token: { secrets: { past: [{ notAfter: Date.UTC(2026, 4, 31) * 1000 }, past[1]] } } },
      },
      warnings: [{ path: 'sensor.token.secrets.past.0', todo: 'Remove it.' }],
    })
    expect(JSON.stringify(loaded.warnings)).not.toContain(over)
  }
})

test.each([
  ['sensor.token.secrets.past.0', { past: [{ secret: 'short', notAfter: 7 }] }],
  ['sensor.token.secrets.past.0', { past: [{ secret, notAfter: 'tomorrow' }] }],
  ['sensor.token.secrets.past.0', { past: [{ notAfter: 7 }] }],
  ['sensor.token.secrets.past.1', { past: [secret, { secret }] }],
])('a wrong past secret at %s is a problem that shows no secret', async (path, secrets) => {
  const value = raw()
  value.sensor.token.secrets = { current: makeSecret(), ...secrets } as never
  const problems = await problemsOf(value)
  expect(problems.map(problem => problem.path.slice(0, path.length))).toEqual([path])
  expect(JSON.stringify(problems)).not.toContain(secret)
})

test('the token of administrators is a secret of its own, warned about where it crosses a network', async () => {
  const value = { ...raw(), admin: { token: 'c2hvcnQ=' } }
  expect(JSON.stringify(await problemsOf(value))).not.toContain('c2hvcnQ=')
  const shared = { ...raw(), admin: { token: raw().sensor.token.secrets.current } }
  expect(await problemsOf(shared)).toMatchObject([{ path: 'admin.token' }])
  const off = await okConfig({ ...raw(), admin: { token: makeSecret(), host: '0.0.0.0' } })
  expect(off.warnings.map(({ path }) => path)).toEqual(['admin.host', 'admin.token'])
  const example = { ...raw(), admin: { token: exampleAdminToken, host: '0.0.0.0' } }
  expect(await problemsOf(example)).toMatchObject([{ path: 'admin.token' }])
  expect((await okConfig({ ...raw(), admin: { token: exampleAdminToken } })).warnings).toEqual([])
})
