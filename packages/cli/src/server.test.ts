import { readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeProof, makeSensorKeyPair } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import { type Running, runCli, startCli } from './run-cli.ts'
import { sampleDirectory, sampleEvents } from './sample-directory.ts'

// Each command is a process, and everything else of the machine may run at the same time.
vi.setConfig({ testTimeout: 60_000 })

/** A configuration with secrets that the command line made. */
async function configuration(port: number) {
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
  }
  return { key, text: JSON.stringify(config) }
}

async function urlOf(server: Running): Promise<string> {
  await server.shows('"url"')
  const line = server
    .stderr()
    .split('\n')
    .find(text => text.includes('"url"'))
  return JSON.parse(line ?? '{}').url
}

async function post(url: string, headers: Record<string, string>, body: string | Uint8Array<ArrayBuffer>) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

test('what a sensor sends to the server appears in tail, is proven by verify, and SIGTERM ends with 0', async () => {
  const { key, text } = await configuration(0)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const cwd = directory.path
  const server = startCli(['server', '--config', 'gateway.yaml'], { cwd })
  const url = await urlOf(server)
  const tail = startCli(['tail', 'events'], { cwd })
  const nowSeconds = Math.floor(Date.now() / 1000)
  const proof = await makeProof(await makeSensorKeyPair(), {
    method: 'POST',
    url: `${url}/install`,
    nowSeconds,
  })
  const install = await post(`${url}/install`, { dpop: proof }, JSON.stringify({ key, label: 'two words' }))
  await tail.shows('label "two words"')
  const batch = sampleEvents(1, 3).map(({ sensor: _, group: __, received: ___, ...event }) => event)
  const headers = { authorization: `Bearer ${install.token}`, 'content-encoding': 'gzip' }
  const answer = await post(`${url}/events`, headers, gzipSync(JSON.stringify(batch)))
  expect(answer).toMatchObject({ ack: { seq: 3 }, accepted: 3 })
  await tail.shows('/page/3/')
  expect(tail.stdout()).toContain(`${install.sensor}`.slice(0, 8))

  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0, signal: null, stdout: '' })
  expect(await readdir(join(cwd, 'events', key.group))).toEqual([expect.stringMatching(/^\d+-\d+\.ndjson$/)])
  const verified = await runCli(['verify', 'events'], { cwd })
  expect(verified).toMatchObject({ status: 0, stdout: expect.stringContaining('complete 1…3, 3 stored') })
  tail.child.kill('SIGINT')
  const { status, stdout } = await tail.finished
  expect(status).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(4)
})

test('SIGHUP reads the configuration again: what can change does, and a broken file changes nothing', async () => {
  const { key, text } = await configuration(0)
  const { key: freshKey, verifier } = JSON.parse((await runCli(['key', '--group', key.group])).stdout)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const file = join(directory.path, 'gateway.yaml')
  const server = startCli(['server', '--config', 'gateway.yaml'], { cwd: directory.path })
  const url = await urlOf(server)
  const statusOf = async (installKey: object) => {
    const body = JSON.stringify({ key: installKey, label: 'x', dryRun: true })
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`${url}/install`, { method: 'POST', headers, body })).status
  }
  expect([await statusOf(key), await statusOf(freshKey)]).toEqual([200, 403])

  const config = JSON.parse(text)
  config.sensor.install.verifiers = [verifier]
  await writeFile(file, JSON.stringify(config))
  server.child.kill('SIGHUP')
  await server.shows('"changed":["sensor.install.verifiers"]')
  expect([await statusOf(key), await statusOf(freshKey)]).toEqual([403, 200])
  await writeFile(file, '{"sensor": ')
  server.child.kill('SIGHUP')
  await server.shows('CONFIG_INVALID')
  expect(await statusOf(freshKey)).toBe(200)
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0, signal: null })
})

test('a changed file is noticed without a signal', async () => {
  const { text } = await configuration(0)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const server = startCli(['server', '--config', 'gateway.yaml'], { cwd: directory.path })
  await urlOf(server)
  const changed = { ...JSON.parse(text), log: { level: 'warn' }, drain: { grace: '1s' } }
  await writeFile(join(directory.path, 'gateway.yaml'), JSON.stringify(changed))
  await server.shows('"waiting":["drain.grace"]')
  server.child.kill('SIGTERM')
  expect(await server.finished).toMatchObject({ status: 0 })
})

test('the fingerprint of a configuration is printed, and tells it from another', async () => {
  const { text } = await configuration(8080)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const fingerprint = async (environment: Record<string, string> = {}) =>
    (await runCli(['config', 'check', '--fingerprint', 'gateway.yaml'], { cwd: directory.path, environment }))
      .stdout
  const first = await fingerprint()
  expect(first).toMatch(/^[0-9a-f]{16}\n$/)
  expect(await fingerprint({ WEAKLAYER_SENSOR_API_PORT: '8080' })).toBe(first)
  expect(await fingerprint({ WEAKLAYER_SENSOR_API_PORT: '9090' })).not.toBe(first)
})

test('a port in use is an error that says what to do', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => blocker.once('listening', resolve))
  const { port } = blocker.address() as { port: number }
  const { text } = await configuration(port)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const { status, stderr } = await runCli(['server', '--config', 'gateway.yaml'], { cwd: directory.path })
  blocker.close()
  expect(status).toBe(1)
  expect(stderr).toMatch(new RegExp(`^weaklayer server: [^\\n]*${port}[^\\n]*\\n$`))
  expect(stderr).toContain('sensor.api.port')
})

test('a good configuration is described, with overrides of the environment', async () => {
  const { text } = await configuration(8080)
  await using directory = await sampleDirectory({ 'gateway.yaml': text })
  const checked = await runCli(['config', 'check', 'gateway.yaml'], {
    cwd: directory.path,
    environment: { WEAKLAYER_SENSOR_API_PORT: '9090' },
  })
  expect(checked).toMatchObject({ status: 0, stderr: '' })
  expect(checked.stdout).toContain('gateway.yaml: good. Listens on http://127.0.0.1:9090')
})
