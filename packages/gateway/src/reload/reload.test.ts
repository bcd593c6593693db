import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { type GatewayConfig, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import {
  enrol,
  eventsOf,
  makeSecret,
  post,
  sendEvents,
  startTestGateway,
  type TestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'
import { planReload } from './plan-reload.ts'

type Sensor = GatewayConfig['sensor']

const withSensor = (config: GatewayConfig, change: Partial<Sensor>): GatewayConfig => ({
  ...config,
  sensor: { ...config.sensor, ...change },
})
const withSecrets = (config: GatewayConfig, current: string, past: string[]) =>
  withSensor(config, { token: { ...config.sensor.token, secrets: { current, past } } })

const use = (gateway: TestGateway, config: GatewayConfig) =>
  gateway.reload({ status: 'ok', config, warnings: [] })
const statusOf = async (gateway: TestGateway, token: string, seq: number) =>
  (await sendEvents(gateway, token, eventsOf([seq]))).status
const kidOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()).kid

test('a token secret is rotated without a restart: accepted beside the new one, then retired, and nobody is renamed', async () => {
  const gateway = await startTestGateway()
  const { config } = gateway
  const { current } = config.sensor.token.secrets
  const before = await enrol(gateway)
  const next = makeSecret()

  await use(gateway, withSecrets(config, next, [current]))
  expect(await statusOf(gateway, before.token, 1)).toBe(200)
  const after = await enrol(gateway, before.pair)
  expect(after.sensor).toBe(before.sensor)
  expect(kidOf(after.token)).not.toBe(kidOf(before.token))

  await use(gateway, withSecrets(config, next, []))
  expect(await statusOf(gateway, before.token, 2)).toBe(401)
  expect(await statusOf(gateway, after.token, 2)).toBe(200)
  expect((await enrol(gateway, before.pair)).sensor).toBe(before.sensor)
  for (const secret of [current, next]) expect(gateway.log()).not.toContain(secret)
  expect(gateway.log()).toContain('"changed":["sensor.token.secrets.current","sensor.token.secrets.past"]')
})

test('a new verifier lets its key in at once, and a removed one lets its key in no longer', async () => {
  const gateway = await startTestGateway()
  await enrol(gateway)
  const fresh = await makeInstallKey(gateway.key.group)
  const install = async (key: object) =>
    (await post(`${gateway.url}/install`, { body: JSON.stringify({ key, label: 'x', dryRun: true }) })).status
  expect([await install(gateway.key), await install(fresh)]).toEqual([200, 403])
  const both = [...gateway.config.sensor.install.verifiers, await makeVerifier(fresh)]
  await use(gateway, withSensor(gateway.config, { install: { verifiers: both } }))
  expect([await install(gateway.key), await install(fresh)]).toEqual([200, 200])
  await use(gateway, withSensor(gateway.config, { install: { verifiers: both.slice(1) } }))
  expect([await install(gateway.key), await install(fresh)]).toEqual([403, 200])
})

test('what counts after a restart only is named once, and what cannot be used changes nothing', async () => {
  const gateway = await startTestGateway()
  const { token } = await enrol(gateway)
  const other = { ...gateway.config, drain: { grace: 1, timeout: 1 } }
  await use(gateway, other)
  await use(gateway, other)
  expect(gateway.log().match(/"waiting":\["drain.grace","drain.timeout"\]/g)).toHaveLength(1)
  const problem = { path: 'sensor.token.secrets', message: 'is missing', todo: 'Add it.' }
  await gateway.reload({ status: 'invalid', problems: [problem], warnings: [] })
  expect(gateway.log()).toContain('"problems":["sensor.token.secrets: is missing"]')
  expect(await statusOf(gateway, token, 1)).toBe(200)
})

test('an unusable configuration is said once for each content, and once more when it is good again', async () => {
  const gateway = await startTestGateway()
  const problem = { path: 'sensor.token.secrets', message: 'is missing', todo: 'Add it.' }
  const broken = (print: string) =>
    gateway.reload({ status: 'invalid', problems: [problem], warnings: [], print })
  const said = (what: string) => gateway.log().split(what).length - 1
  for (let time = 0; time < 5; time++) await broken('one')
  expect(said('CONFIG_INVALID')).toBe(1)
  await broken('two')
  expect(said('CONFIG_INVALID')).toBe(2)
  for (let time = 0; time < 3; time++) await use(gateway, gateway.config)
  expect(said('the changed configuration is good again')).toBe(1)
  await broken('two')
  expect(said('CONFIG_INVALID')).toBe(3)
})

test('the level of the log changes while the gateway runs', async () => {
  const gateway = await startTestGateway()
  await use(gateway, { ...gateway.config, log: { level: 'error' } })
  const before = gateway.log()
  await enrol(gateway)
  expect(gateway.log()).toBe(before)
})

test('a plan tells HTTP and HTTPS apart, which need a restart', async () => {
  const { config } = await startTestGateway()
  const https = { certificate: '/c.pem', key: '/k.pem' }
  const secure = withSensor(config, { api: { ...config.sensor.api, https } })
  expect(planReload(config, secure)).toMatchObject({ changed: [], waiting: ['sensor.api.https'] })
  expect(planReload(config, secure).config).toEqual(config)
  const other = withSensor(config, { api: { ...config.sensor.api, https: { ...https, key: '/other.pem' } } })
  expect(planReload(secure, other)).toMatchObject({ changed: ['sensor.api.https.key'], waiting: [] })
})

test('a plan takes over another authority of client certificates, and waits with whether they are asked for', async () => {
  const { config } = await startTestGateway()
  const https = { certificate: '/c.pem', key: '/k.pem' }
  const clients = { authority: '/a.pem', mode: 'required' as const }
  const withHttps = (given: Sensor['api']['https']) =>
    withSensor(config, { api: { ...config.sensor.api, https: given } })
  const asking = withHttps({ ...https, clientCertificates: clients })
  const other = withHttps({ ...https, clientCertificates: { authority: '/b.pem', mode: 'optional' } })
  expect(planReload(asking, other)).toMatchObject({
    changed: ['sensor.api.https.clientCertificates.authority'],
    waiting: ['sensor.api.https.clientCertificates.mode'],
    config: { sensor: { api: { https: { clientCertificates: { authority: '/b.pem', mode: 'required' } } } } },
  })
  const waiting = ['sensor.api.https.clientCertificates']
  expect(planReload(withHttps(https), asking)).toMatchObject({ changed: [], waiting })
  expect(planReload(withHttps(https), asking).config).toEqual(withHttps(https))
  expect(planReload(asking, withHttps(https))).toMatchObject({ changed: [], waiting })
  expect(planReload(asking, withHttps(https)).config).toEqual(asking)
})

/** Makes a certificate for localhost; its serial number tells it from others. */
function makeCertificate(directory: string, name: string, days = 90): void {
  const files = ['-keyout', join(directory, `${name}.key`), '-out', join(directory, `${name}.pem`)]
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', ...kind, ...files, '-days', `${days}`, '-subj', '/CN=localhost'], {
    stdio: 'pipe',
  })
}

async function serialOf(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await new Promise(resolve => socket.once('secureConnect', resolve))
  const { serialNumber } = socket.getPeerCertificate()
  socket.destroy()
  return serialNumber
}

test('a replaced certificate is served to new connections, and a pair that does not fit never is', async () => {
  const directory = await temporaryDirectory()
  for (const name of ['first', 'second']) makeCertificate(directory, name)
  const put = (from: string, ending: string) =>
    copyFileSync(join(directory, `${from}.${ending}`), join(directory, `served.${ending}`))
  put('first', 'pem')
  put('first', 'key')
  const https = { certificate: join(directory, 'served.pem'), key: join(directory, 'served.key') }
  const gateway = await startTestGateway({ api: { https } })
  const first = await serialOf(gateway.port)
  await use(gateway, gateway.config)
  expect(await serialOf(gateway.port)).toBe(first)

  put('second', 'pem')
  for (let time = 0; time < 3; time++) await use(gateway, gateway.config)
  expect(await serialOf(gateway.port)).toBe(first)
  expect(gateway.log().match(/CERTIFICATE_UNUSABLE/g)).toHaveLength(1)
  put('first', 'pem')
  for (let time = 0; time < 2; time++) await use(gateway, gateway.config)
  expect(gateway.log().match(/the changed certificate is good again/g)).toHaveLength(1)
  put('second', 'pem')
  put('second', 'key')
  await use(gateway, gateway.config)
  expect(await serialOf(gateway.port)).not.toBe(first)
  expect(gateway.log()).toContain('another certificate is served')
  expect(gateway.log()).not.toContain('PRIVATE KEY')
})

test('a certificate that ends soon is warned about once, however often its files are read', async () => {
  const directory = await temporaryDirectory()
  makeCertificate(directory, 'soon', 5)
  const https = { certificate: join(directory, 'soon.pem'), key: join(directory, 'soon.key') }
  const gateway = await startTestGateway({ api: { https } })
  for (let time = 0; time < 3; time++) await use(gateway, gateway.config)
  expect(gateway.log().match(/the certificate expires soon/g)).toHaveLength(1)
})
