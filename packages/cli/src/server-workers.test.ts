import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { makeProof, makeSensorKeyPair } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { type Running, runCli, startCli } from './run-cli.ts'
import { sampleDirectory, sampleEvents } from './sample-directory.ts'

// Each command is several processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

const command = ['server', '--config', 'gateway.yaml', '--workers', '2']

async function configuration(more: object = {}, port = 0) {
  const { secret } = JSON.parse((await runCli(['secret'])).stdout)
  const { key, verifier } = JSON.parse((await runCli(['key'])).stdout)
  const config = {
    sensor: {
      api: { host: '127.0.0.1', port },
      token: { secrets: { current: secret } },
      install: { verifiers: [verifier] },
    },
    outputs: [{ type: 'filesystem', directory: './events' }],
    admin: { port: 0 },
    drain: { grace: '100ms' },
    ...more,
  }
  return { key, config, text: JSON.stringify(config) }
}

interface Line {
  msg: string
  worker?: number
  pid?: number
  url?: string
  adminUrl?: string
}

function linesOf(server: Running): Line[] {
  const whole = server.stderr().split('\n').slice(0, -1)
  return whole.map(line => JSON.parse(line) as Line)
}

async function start(cwd: string) {
  const server = startCli(command, { cwd })
  await server.shows('"the gateway listens"')
  const { url = '', adminUrl = '' } = linesOf(server).find(({ msg }) => msg === 'the gateway listens') ?? {}
  const workersThat = (msg: string) =>
    new Set(linesOf(server).flatMap(line => (line.msg === msg ? (line.worker ?? []) : [])))
  const metric = async (name: string) => {
    const page = await (await fetch(`${adminUrl}/metrics`)).text()
    const values = page.split('\n').filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }
  const pidOf = (worker: number) =>
    linesOf(server).findLast(line => line.worker === worker && line.pid !== undefined)?.pid ?? 0
  return { server, url, adminUrl, workersThat, metric, pidOf }
}

interface Sent {
  path: string
  headers?: Record<string, string>
  body?: string
}

/** A request over a connection of its own. */
function send(url: string, { path, headers = {}, body }: Sent): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const method = body === undefined ? 'GET' : 'POST'
  const type = { 'content-type': 'application/json' }
  const sent = request(url + path, { method, agent: false, headers: { ...type, ...headers } }, answer => {
    let text = ''
    answer.setEncoding('utf8').on('data', part => (text += part))
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
  })
  sent.on('error', reject).end(body)
  return promise
}

async function tokenOf(url: string, key: object): Promise<string> {
  const pair = await makeSensorKeyPair()
  const nowSeconds = Math.floor(Date.now() / 1000)
  const dpop = await makeProof(pair, { method: 'POST', url: `${url}/install`, nowSeconds })
  const body = JSON.stringify({ key, label: 'workers' })
  const answer = await send(url, { path: '/install', headers: { dpop }, body })
  return JSON.parse(answer.text).token
}

const isSettled = { timeout: 30_000, interval: 50 }

test('two workers share a port: both serve, metrics add up, a reload reaches both, a dead one is replaced', async () => {
  const { text, config } = await configuration({ log: { level: 'debug' } })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { server, url, adminUrl, workersThat, metric, pidOf } = await start(directory.path)
  const visit = async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(url, { path: '/' })))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  }
  // Which worker takes a connection depends on who is free: it takes some rounds at most.
  let visits = 0
  await vi.waitFor(async () => {
    await visit()
    visits += 20
    expect(workersThat('answered')).toEqual(new Set([1, 2]))
  }, isSettled)
  const counts = (requests: number) =>
    vi.waitFor(async () => expect(await metric('weaklayer_requests_total')).toBe(requests), isSettled)
  await counts(visits)
  expect(await metric('weaklayer_workers')).toBe(2)

  const changed = { ...config, log: { level: 'info' } }
  await writeFile(join(directory.path, 'gateway.yaml'), JSON.stringify(changed))
  server.child.kill('SIGHUP')
  const says = 'the configuration changed; this counts from now on'
  await vi.waitFor(() => expect(workersThat(says)).toEqual(new Set([1, 2])), isSettled)

  process.kill(pidOf(1), 'SIGKILL')
  await server.shows('"a worker was replaced"')
  expect(await metric('weaklayer_workers')).toBe(2)
  expect(await metric('weaklayer_worker_restarts_total')).toBe(1)
  expect(await metric('weaklayer_requests_total')).toBe(visits)
  await visit()
  await counts(visits + 20)
  for (const probe of ['/livez', '/startupz', '/readyz'])
    expect((await fetch(adminUrl + probe)).status, probe).toBe(200)

  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0, signal: null, stdout: '' })
})

test('both write files of their own, stdout gets whole lines, verify finds all, and a stop fails no request', async () => {
  const outputs = [{ type: 'filesystem', directory: './events' }, { type: 'stdout' }]
  const { key, text } = await configuration({ outputs, drain: { grace: '4s' } })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { server, url, adminUrl } = await start(directory.path)
  const authorization = `Bearer ${await tokenOf(url, key)}`
  const long = 'x'.repeat(6000)
  const batch = (index: number) =>
    sampleEvents(index * 10 + 1, index * 10 + 10).map(
      ({ sensor: _, group: __, received: ___, ...event }) => ({
        ...event,
        note: long,
      }),
    )
  const post = (index: number) =>
    send(url, { path: '/events', headers: { authorization }, body: JSON.stringify(batch(index)) })
  // Somebody asks, so that the gateway gives load balancers the time to see its end.
  await fetch(`${adminUrl}/readyz`)
  const answers = Array.from({ length: 20 }, (_, index) => post(index))
  await answers[0]
  server.child.kill('SIGTERM')
  await vi.waitFor(async () => expect((await fetch(`${adminUrl}/readyz`)).status).toBe(503), isSettled)
  answers.push(...Array.from({ length: 20 }, (_, index) => post(20 + index)))
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(answers.map(() => 200))
  const { status, stdout } = await server.finished
  expect(status).toBe(0)

  const files = globSync('*-*-*-*-*/*', { cwd: join(directory.path, 'events') })
  expect(new Set(files.map(name => /\.w\d\./.exec(name)?.[0]))).toEqual(new Set(['.w1.', '.w2.']))
  const stored = stdout.trimEnd().split('\n')
  expect(stored.map(line => JSON.parse(line).type).sort()).toEqual(
    ['Install', 'Status', ...Array.from({ length: 399 }, () => 'WindowLocation')].sort(),
  )
  const verified = await runCli(['verify', 'events'], { cwd: directory.path })
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('complete 1…400, 400 stored') })
  for (const worker of [1, 2]) {
    const audit = await runCli(['audit', 'verify', `events/audit/worker-${worker}`], { cwd: directory.path })
    expect(audit.status).toBe(0)
  }
})

test('workers that cannot start end the whole, with the error that a gateway of one process has', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => blocker.once('listening', resolve))
  const { port } = blocker.address() as { port: number }
  const { text } = await configuration({}, port)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { status, stderr } = await runCli(command, { cwd: directory.path })
  blocker.close()
  expect(status).toBe(1)
  expect(stderr).toMatch(new RegExp(`^weaklayer server: [^\\n]*${port}[^\\n]*\\n$`))
  expect(stderr).toContain('sensor.api.port')
})

test.each(['0', '65', 'many', '1.5'])('%s workers are a wrong call', async count => {
  await using directory = await sampleDirectory({ 'gateway.yaml': '{}' })
  const options = ['server', '--config', 'gateway.yaml', '--workers', count]
  const { status, stderr } = await runCli(options, { cwd: directory.path })
  expect(status).toBe(2)
  expect(stderr).toContain('Expected a whole number from 1 to 64.')
})
