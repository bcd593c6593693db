import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { runCli, startCli } from './run-cli.ts'
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
vi.setConfig({ testTimeout: 180_000 })

const fleet = (size: number) => Array.from({ length: size }, (_, index) => index + 1)

test('killed workers and killed gateways with other numbers of workers: nothing is lost, no process lives on', async () => {
  const { key, text } = await workersConfig({ workers: 2 })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const cwd = directory.path
  let batches = 0
  const upload = async ({ url }: WorkersGateway, authorization: string) => {
    const body = batch(batches++)
    expect((await send(url, { path: '/events', headers: { authorization }, body })).status).toBe(200)
  }
  const open = () => eventFiles(cwd, '.*')
  const openOf = (worker: number) => open().find(name => name.endsWith(`.w${worker}.ndjson`))
  const allWrite = (workers: number) => fleet(workers).every(openOf)

  const three = await startWorkers(cwd, [], { environment: { WEAKLAYER_WORKERS: '3' } })
  const tail = startCli(['tail', 'events', '--lines', '9999'], { cwd })
  const { authorization } = await enrol(three.url, key)
  await until(
    () => upload(three, authorization),
    () => allWrite(3),
  )
  const [left, others] = [openOf(2), [openOf(1), openOf(3)]]
  process.kill(three.pidOf(2), 'SIGKILL')
  await three.server.shows('"a worker was replaced"')
  expect(open()).not.toContain(left)
  expect([openOf(1), openOf(3)]).toEqual(others)
  await until(
    () => upload(three, authorization),
    () => allWrite(3),
  )

  three.server.child.kill('SIGKILL')
  // Every worker holds the pipe of the log, so it closes with the last one.
  expect(await three.server.finished).toMatchObject({ signal: 'SIGKILL' })
  await expect(send(three.url, { path: '/' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(open()).toHaveLength(3)

  const two = await startWorkers(cwd, [])
  expect(open()).toEqual([])
  await until(
    () => upload(two, authorization),
    () => allWrite(2),
  )
  two.server.child.kill('SIGKILL')
  await two.server.finished

  const alone = await startWorkers(cwd, ['--workers', '1'])
  expect(open()).toEqual([])
  await upload(alone, authorization)
  expect(open()).toEqual([expect.stringMatching(/\/\.\d+\.ndjson$/)])
  alone.server.child.kill('SIGTERM')
  expect(await alone.server.finished).toMatchObject({ status: 0 })

  const events = batches * 10
  const tailed = () => tail.stdout().trimEnd().split('\n').length
  await vi.waitFor(() => expect(tailed()).toBeGreaterThan(events), isSettled)
  tail.child.kill('SIGINT')
  await tail.finished
  expect(tailed()).toBe(events + 1)
  const { status, stdout } = await runCli(['verify', 'events'], { cwd })
  expect([status, stdout]).toEqual([0, expect.stringContaining(`complete 1…${events}, ${events} stored`)])
  const audit = await runCli(['audit', 'verify', 'events/audit'], { cwd })
  expect([audit.status, audit.stdout.match(/ whole$/gm)?.length]).toEqual([0, 1 + 3])
})

test('a second signal ends the wait of all workers, and signals to a worker alone mean nothing', async () => {
  const { key, text } = await workersConfig({ drain: { grace: '1h', timeout: '1h' } })
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const gateway = await startWorkers(directory.path, ['--workers', '2'], {
    environment: { WEAKLAYER_WORKERS: '1' },
  })
  const { server, url, adminUrl, pidOf, workersThat } = gateway
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    for (const worker of [1, 2]) process.kill(pidOf(worker), signal)
  const { authorization } = await enrol(url, key)
  const headers = { authorization }
  let batches = 0
  await until(
    async () =>
      expect((await send(url, { path: '/events', headers, body: batch(batches++) })).status).toBe(200),
    () => workersThat('answered', ({ route }) => route === '/events').size === 2,
  )
  // A request that never ends, and somebody who asks: without a second signal each would be waited for.
  const slow = connect(Number(new URL(url).port), '127.0.0.1')
  slow.on('error', () => undefined)
  slow.write(
    `POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\nAuthorization: ${authorization}\r\n\r\n[`,
  )
  await fetch(`${adminUrl}/readyz`)
  server.child.kill('SIGTERM')
  await vi.waitFor(async () => expect((await fetch(`${adminUrl}/readyz`)).status).toBe(503), isSettled)
  expect((await send(url, { path: '/events', headers, body: batch(batches++) })).status).toBe(200)
  // For a second after the first, a signal is taken for its echo.
  await delay(1100)
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0, signal: null })
  expect(eventFiles(directory.path, '.*')).toEqual([])
  const { stdout } = await runCli(['verify', 'events'], { cwd: directory.path })
  expect(stdout).toContain(`complete 1…${batches * 10}, ${batches * 10} stored`)
})
