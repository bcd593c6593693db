import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configFingerprint } from '../config/config-fingerprint.ts'
import { enrol, eventsOf, makeSecret, post, sendEvents, startTestGateway } from '../testing/test-gateway.ts'

const docs = readFileSync(new URL('../../../../docs/gateway.md', import.meta.url), 'utf8')

async function scrape(adminUrl: string | undefined): Promise<string> {
  const response = await fetch(`${adminUrl}/metrics`)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  return await response.text()
}

/** The value of the only line that has a name and these labels. */
function metric(page: string, name: string, labels: Record<string, string> = {}): number {
  const texts = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  const lines = page
    .split('\n')
    .filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter(line => texts.every(text => line.includes(text)))
  expect(lines, name).toHaveLength(1)
  return Number(lines[0]?.split(' ').at(-1))
}

test('answers, events, outputs and errors are counted, and nobody is named', async () => {
  const gateway = await startTestGateway()
  const { token, sensor } = await enrol(gateway)
  const poison = { ...eventsOf([3])[0], type: 'Window' }
  await sendEvents(gateway, token, [...eventsOf([1, 2]), poison])
  await sendEvents(gateway, 'canary-token', eventsOf([4]))
  await post(`${gateway.url}/canary-path?secret=canary`, { body: '{}' })

  const page = await scrape(gateway.adminUrl)
  const requests = 'weaklayer_requests_total'
  expect(metric(page, requests, { route: '/install', status: '200', code: '' })).toBe(1)
  expect(metric(page, requests, { route: '/events', status: '200', code: '' })).toBe(1)
  expect(metric(page, requests, { route: '/events', status: '401' })).toBe(1)
  expect(metric(page, requests, { route: 'unknown', status: '404', code: 'NOT_FOUND' })).toBe(1)
  expect(metric(page, 'weaklayer_request_duration_seconds_count', { route: '/events' })).toBe(2)
  expect(metric(page, 'weaklayer_events_total', { result: 'accepted' })).toBe(2)
  expect(metric(page, 'weaklayer_events_total', { result: 'rejected' })).toBe(1)
  expect(metric(page, 'weaklayer_store_duration_seconds_count')).toBe(2)
  // The enrolment is an event, too.
  expect(metric(page, 'weaklayer_output_events_total', { output: `filesystem ${gateway.directory}` })).toBe(3)
  expect(
    metric(page, 'weaklayer_output_events_total', { output: `dead letter ${gateway.directory}/dead-letter` }),
  ).toBe(1)
  expect(metric(page, 'weaklayer_ready')).toBe(1)
  expect(metric(page, 'weaklayer_in_flight_ratio')).toBe(0)
  expect(metric(page, 'weaklayer_connections')).toBeGreaterThanOrEqual(0)
  expect(metric(page, 'process_resident_memory_bytes')).toBeGreaterThan(1_000_000)
  for (const secret of [token, sensor, gateway.key.group, gateway.key.secret, 'canary'])
    expect(page).not.toContain(secret)
})

test('a method that nobody knows adds no series of its own', async () => {
  const gateway = await startTestGateway()
  for (const method of ['PUT', 'DELETE', 'PATCH']) await fetch(`${gateway.url}/events`, { method })
  const page = await scrape(gateway.adminUrl)
  expect(page).not.toMatch(/method="(PUT|DELETE|PATCH)"/)
  expect(page).toContain('method="other"')
})

test('every metric of the gateway is documented, and every documented one is there', async () => {
  const page = await scrape((await startTestGateway({ audit: {} })).adminUrl)
  const names = [...page.matchAll(/^# TYPE (weaklayer_\w+)/gm)].map(([, name]) => name)
  const table = docs.slice(docs.indexOf('| Metric |'), docs.indexOf('Beside them stand'))
  const documented = new Set([...table.matchAll(/`(weaklayer_\w+)`/g)].map(([, name]) => name))
  const ofHttps = ['certificate_expiry_timestamp_seconds', 'client_certificates_total']
  const ofWorkers = ['workers', 'worker_restarts_total']
  for (const name of [...ofHttps, ...ofWorkers]) expect(documented.delete(`weaklayer_${name}`)).toBe(true)
  expect(new Set(names)).toEqual(documented)
})

test('two gateways of one process count for themselves', async () => {
  const [one, other] = [await startTestGateway(), await startTestGateway()]
  await enrol(one)
  const series = 'weaklayer_output_events_total'
  const outputOf = ({ directory }: { directory: string }) => ({ output: `filesystem ${directory}` })
  expect(metric(await scrape(one.adminUrl), series, outputOf(one))).toBe(1)
  expect(metric(await scrape(other.adminUrl), series, outputOf(other))).toBe(0)
})

test('the fingerprint tells configurations apart, and holds no secret', async () => {
  const { config, adminUrl } = await startTestGateway()
  const fingerprint = configFingerprint(config)
  expect(fingerprint).toMatch(/^[0-9a-f]{16}$/)
  expect(await scrape(adminUrl)).toContain(`weaklayer_config_info{fingerprint="${fingerprint}"} 1`)
  const { token, api } = config.sensor
  const withSensor = (change: object) =>
    configFingerprint({ ...config, sensor: { ...config.sensor, ...change } })
  const current = makeSecret()
  expect(withSensor({ token: { ...token, secrets: { ...token.secrets, current } } })).not.toBe(fingerprint)
  const https = { certificate: '/c.pem', key: '/k.pem' }
  const withPassword = (password: string) => withSensor({ api: { ...api, https: { ...https, password } } })
  expect(withPassword('one')).toBe(withPassword('other'))
  expect(withPassword('one')).not.toBe(fingerprint)
  expect(configFingerprint(structuredClone(config))).toBe(fingerprint)
})
