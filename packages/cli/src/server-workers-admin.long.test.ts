import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { runCli } from './run-cli.ts'
import { sampleDirectory } from './sample-directory.ts'
import {
  batch,
  enrol,
  eventFiles,
  isSettled,
  send,
  startWorkers,
  until,
  type WorkersGateway,
  workersConfig,
} from './testing/workers-scene.ts'

// Each command is several processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

interface Call {
  path?: string
  body?: object
  by?: string
}

// The same text each time: another one under the same ids would be a conflict.
const body = batch(0)

/** Sends a batch again and again until both workers have given this answer, and this one only, once for each. */
async function bothAnswer(gateway: WorkersGateway, authorization: string, status: number): Promise<void> {
  const before = gateway.lines().length
  const sent = { path: '/events', headers: { authorization }, body }
  const those = () =>
    gateway
      .lines()
      .slice(before)
      .filter(line => line.status === status)
  await until(
    () => send(gateway.url, sent),
    () => new Set(those().map(({ worker }) => worker)).size === 2,
  )
  for (let again = 0; again < 4; again++) expect((await send(gateway.url, sent)).status).toBe(status)
}

test('a revocation over the admin listener reaches every worker, and so does its end', async () => {
  const token = randomBytes(64).toString('base64')
  const revocation = { file: './revoked.json', interval: '100ms' }
  const { key, text: config } = await workersConfig({ sensor: { revocation }, admin: { port: 0, token } })
  await using directory = await sampleDirectory({ 'gateway.yaml': config, 'revoked.json': '{"entries": []}' })
  const gateway = await startWorkers(directory.path)
  const { server, url, adminUrl, metric } = gateway
  const [lost, kept] = [await enrol(url, key), await enrol(url, key)]
  await bothAnswer(gateway, lost.authorization, 200)
  const call = (method: string, { path = '', body, by = token }: Call) =>
    fetch(`${adminUrl}/revocations${path}`, {
      method,
      headers: { authorization: `Bearer ${by}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const wrong = await call('POST', { body: { sensor: lost.sensor }, by: token.toLowerCase() })
  expect(wrong.status).toBe(401)
  const added = await call('POST', { body: { sensor: lost.sensor, note: 'lost' } })
  expect([added.status, await added.json()]).toMatchObject([200, { added: 1 }])
  await bothAnswer(gateway, lost.authorization, 403)
  await bothAnswer(gateway, kept.authorization, 200)
  const shown = ['audit', 'show', 'events/audit', '--action', 'revocation.added']
  await vi.waitFor(async () => {
    const { stdout } = await runCli(shown, { cwd: directory.path })
    expect(stdout.match(new RegExp(lost.sensor, 'g'))).toHaveLength(2)
  }, isSettled)
  expect((await call('DELETE', { path: `?sensor=${lost.sensor}` })).status).toBe(200)
  await bothAnswer(gateway, lost.authorization, 200)

  // What no client sends ends no worker.
  const { port } = new URL(adminUrl)
  for (const target of ['http://[', '//[', '/readyz?%zz', '/%', '*']) {
    const socket = connect(Number(port), 'localhost')
    socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(await text(socket), target).toMatch(/^HTTP\/1\.1 (200|400|404) /)
  }
  const large = await call('POST', { body: { note: 'x'.repeat(1_100_000) } })
  expect([large.status, await large.json()]).toMatchObject([400, { code: 'ADMIN_REQUEST_INVALID' }])
  expect([await metric('weaklayer_workers'), await metric('weaklayer_worker_restarts_total')]).toEqual([2, 0])
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0 })
})

test('a sensor that hops between workers: rates of each, doubles in the files, and none for who reads', async () => {
  const rates = { sensorRequestBurst: 5, sensorRequestsPerMinute: 1 }
  const { key, text: config } = await workersConfig({ rates, limits: { connections: 40 } })
  await using directory = await sampleDirectory({ 'gateway.yaml': config })
  const { server, url, workersThat, metric } = await startWorkers(directory.path)
  const { authorization } = await enrol(url, key)
  const beganMs = performance.now()
  const sent = { path: '/events', headers: { authorization }, body }
  const answers = []
  for (let again = 0; again < 20; again++) answers.push(await send(url, sent))
  const minutes = Math.ceil((performance.now() - beganMs) / 60_000)
  const stored = answers.filter(({ status }) => status === 200).length
  expect(stored).toBeGreaterThan(5)
  expect(stored).toBeLessThanOrEqual(2 * (5 + minutes))
  for (const { status, headers } of answers.filter(answer => answer.status !== 200))
    expect([status, Number(headers['retry-after'])]).toEqual([429, expect.toSatisfy(wait => wait > 0)])
  expect(workersThat('answered', ({ route, status }) => route === '/events' && status === 200).size).toBe(2)
  const files = eventFiles(directory.path, '.*.ndjson')
  const texts = files.map(name => readFileSync(join(directory.path, 'events', name), 'utf8'))
  expect(texts.map(each => each.match(/"seq":10\b/g)?.length)).toEqual([1, 1])
  const tail = await runCli(['tail', 'events', '--no-follow', '--lines', '9999'], { cwd: directory.path })
  expect(tail.stdout.trimEnd().split('\n')).toHaveLength(1 + 10)
  const verified = await runCli(['verify', 'events'], { cwd: directory.path })
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('complete 1…10, 10 stored') })
  expect(verified.stdout).toContain('doubled 10: delivered again with the same content, counted once')

  // Beyond the limit connections are closed, not handed from one full worker to the next for ever.
  const { port } = new URL(url)
  let closed = 0
  const idle: Socket[] = []
  for (let opened = 0; opened < 60; opened++) {
    const socket = connect(Number(port), '127.0.0.1')
    idle.push(socket.on('error', () => undefined).resume())
    socket.once('close', () => closed++)
    await once(socket, 'connect')
  }
  await vi.waitFor(() => expect(closed).toBeGreaterThanOrEqual(20), isSettled)
  expect(await metric('weaklayer_connections')).toBeLessThanOrEqual(40)
  for (const socket of idle) socket.destroy()
  await vi.waitFor(async () => expect(await metric('weaklayer_connections')).toBe(0), isSettled)
  expect((await send(url, { path: '/' })).status).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0 })
})
