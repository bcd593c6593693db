import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
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
  workersConfig,
} from './testing/workers-scene.ts'

// Each command is several processes, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 120_000 })

test('two workers share a port: both serve, metrics add up, a reload reaches both, a dead one is replaced', async () => {
  const { text, config } = await workersConfig()
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { server, url, adminUrl, workersThat, metric, pidOf } = await startWorkers(directory.path)
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
  expect(await metric('weaklayer_request_duration_seconds_count')).toBe(visits)
  for (const [name, value] of Object.entries({ workers: 2, ready: 1, config_info: 1, audit_head_seq: 2 }))
    expect(await metric(`weaklayer_${name}`), name).toBe(value)

  const changed = { ...config, log: { level: 'info' } }
  await writeFile(join(directory.path, 'gateway.yaml'), JSON.stringify(changed))
  server.child.kill('SIGHUP')
  const says = 'the configuration changed; this counts from now on'
  await vi.waitFor(() => expect(workersThat(says)).toEqual(new Set([1, 2])), isSettled)

  await counts(visits)
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
  const { key, text } = await workersConfig({ outputs, drain: { grace: '4s' } })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { server, url, adminUrl } = await startWorkers(directory.path)
  const { authorization } = await enrol(url, key)
  const post = (index: number) =>
    send(url, { path: '/events', headers: { authorization }, body: batch(index, { note: 'x'.repeat(6000) }) })
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

  const files = eventFiles(directory.path, '*')
  expect(new Set(files.map(name => /\.w\d\./.exec(name)?.[0]))).toEqual(new Set(['.w1.', '.w2.']))
  const stored = stdout.trimEnd().split('\n')
  expect(stored.map(line => JSON.parse(line).type).sort()).toEqual(
    ['Install', 'Status', ...Array.from({ length: 399 }, () => 'WindowLocation')].sort(),
  )
  const verified = await runCli(['verify', 'events'], { cwd: directory.path })
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('complete 1…400, 400 stored') })
  const audit = await runCli(['audit', 'verify', 'events/audit'], { cwd: directory.path })
  expect(audit.status).toBe(0)
  expect(audit.stdout).toMatch(/worker-1: \d+ records.* whole\n(.*\n)*.*worker-2: \d+ records.* whole/)
})

test('workers that cannot start end the whole, with the error that a gateway of one process has', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => blocker.once('listening', resolve))
  const { port } = blocker.address() as { port: number }
  const { text } = await workersConfig({ sensor: { api: { host: '127.0.0.1', port } }, workers: 2 })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { status, stderr } = await runCli(['server', '--config', 'gateway.yaml'], { cwd: directory.path })
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

test('a wrong number in the configuration or its variable is a problem like any other', async () => {
  const { text } = await workersConfig({ workers: 65 })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const check = (environment: Record<string, string> = {}) =>
    runCli(['config', 'check', 'gateway.yaml'], { cwd: directory.path, environment })
  expect(await check()).toMatchObject({ status: 1, stderr: expect.stringContaining('workers: ') })
  expect(await check({ WEAKLAYER_WORKERS: 'many' })).toMatchObject({ status: 1 })
  expect(await check({ WEAKLAYER_WORKERS: '64' })).toMatchObject({ status: 0, stderr: '' })
})
