import { createServer } from 'node:net'
import { Writable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { createMetrics } from '../metrics/gateway-metrics.ts'
import { createTestClock } from '../testing/test-clock.ts'
import { post, startTestGateway, temporaryDirectory } from '../testing/test-gateway.ts'
import { createAdminApp } from './create-admin-app.ts'
import { createHealth } from './health.ts'

const ask = async (adminUrl: string | undefined, path: string) => {
  const response = await fetch(adminUrl + path)
  return [response.status, (await response.json()) as unknown]
}
const ok = [200, { status: 'ok' }]

test('a running gateway is alive, started and ready, and describes itself', async () => {
  const { adminUrl, adminPort } = await startTestGateway()
  expect(adminUrl).toBe(`http://localhost:${adminPort}`)
  for (const path of ['/livez', '/startupz', '/readyz']) expect(await ask(adminUrl, path)).toEqual(ok)
  expect(await ask(adminUrl, '/openapi.json')).toMatchObject([
    200,
    { openapi: '3.1.0', paths: { '/events': {} } },
  ])
  expect(await ask(adminUrl, '/nothing')).toMatchObject([404, { status: 'not_found' }])
})

const states: [string, string, number][] = [
  ['starting', '/livez', 200],
  ['starting', '/startupz', 503],
  ['starting', '/readyz', 503],
  ['draining', '/livez', 200],
  ['draining', '/startupz', 200],
  ['draining', '/readyz', 503],
]

test.each(states)('while it is %s, %s answers %i', async (state, path, status) => {
  const health = createHealth(createTestClock(0))
  if (state === 'draining') health.draining()
  const app = await createAdminApp(health, createMetrics())
  expect((await app.inject(path)).statusCode).toBe(status)
})

test('sensors do not reach the probes, and probes do not reach the sensor API', async () => {
  const { url, adminUrl } = await startTestGateway()
  expect((await fetch(`${url}/readyz`)).status).toBe(404)
  expect((await fetch(`${adminUrl}/events`, { method: 'POST' })).status).toBe(404)
})

test('a required output that fails makes the gateway not ready until it works again', async () => {
  let works = false
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(works ? null : new Error('gone')) })
  stdout.on('error', () => undefined)
  let nowMs = Date.now()
  const gateway = await startTestGateway({ outputs: [{ type: 'stdout' }], stdout, now: () => nowMs })
  const body = JSON.stringify({ key: gateway.key, label: 'x' })
  expect((await post(`${gateway.url}/install`, { body })).status).toBe(503)
  expect(await ask(gateway.adminUrl, '/readyz')).toEqual([
    503,
    { status: 'unavailable', reasons: ['output_unavailable'] },
  ])
  works = true
  nowMs += 15_000
  expect(await ask(gateway.adminUrl, '/readyz')).toEqual(ok)
})

test('without the admin listener there is no second port', async () => {
  const gateway = await startTestGateway({ admin: { enabled: false } })
  expect([gateway.adminUrl, gateway.adminPort]).toEqual([undefined, undefined])
  expect((await fetch(gateway.url)).status).toBe(200)
})

test('an admin port in use is refused by its name, and nothing stays open', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as { port: number }
  const directory = await temporaryDirectory()
  await expect(startTestGateway({ directory, admin: { host: '127.0.0.1', port } })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(`port ${port} of 127.0.0.1 (admin.port)`),
    todo: expect.stringContaining('admin.port'),
  })
  await startTestGateway({ directory })
})

test('a start that fails closes the admin listener', async () => {
  const probe = createServer()
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise(resolve => probe.close(resolve))
  const directory = await temporaryDirectory()
  const running = await startTestGateway({ directory })
  const second = startTestGateway({ directory, admin: { host: '127.0.0.1', port } })
  await expect(second).rejects.toMatchObject({ code: 'OUTPUT_DIRECTORY_IN_USE' })
  await expect(fetch(`http://127.0.0.1:${port}/livez`)).rejects.toThrow()
  expect((await fetch(`${running.adminUrl}/livez`)).status).toBe(200)
})
