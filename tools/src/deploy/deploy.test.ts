import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { allowedCalls } from './allowed-calls.ts'
import { buildFirstStage } from './container-image.ts'

vi.setConfig({ testTimeout: 240_000 })

const unitFile = 'deploy/systemd/weaklayer-gateway.service'
const unit = readFileSync(unitFile, 'utf8')
const containerfile = 'deploy/container/Containerfile'
const nobodyId = 65_532

const folder = mkdtempSync(join(tmpdir(), 'weaklayer-deploy-'))
afterAll(() => rmSync(folder, { recursive: true }))
const image = join(folder, 'opt')
const state = join(folder, 'state')

test('the sandbox of the unit has an exposure of at most 2.0', () => {
  const options = ['security', '--offline=true', '--threshold=20', '--no-pager', unitFile]
  const report = execFileSync('systemd-analyze', options, { encoding: 'utf8' })

  expect(Number(/Overall exposure level for .+: ([\d.]+)/.exec(report)?.[1])).toBeLessThanOrEqual(2)
})

test('what the unit and the image start is there in the project', () => {
  const started = [unit, readFileSync(containerfile, 'utf8')].flatMap(text => [
    ...text.matchAll(/\/opt\/weaklayer\/((?:packages|docs)\/[\w/.-]+)/g),
  ])
  const paths = new Set(started.map(([, path = '']) => path))

  expect(paths).toContain('packages/cli/bin/weaklayer.js')
  for (const path of paths) expect(readFileSync(path, 'utf8').length, path).toBeGreaterThan(0)
})

/** The example of deploy/, with a verifier, and moved to a folder and ports of this test. */
function configure(verifier: object): string {
  const example = readFileSync('deploy/gateway.yaml', 'utf8')
  expect(example).toContain('verifiers: []')
  return example
    .replace('verifiers: []', `verifiers: [${JSON.stringify(verifier)}]`)
    .replace('port: 443', 'port: 0')
    .replace('/var/lib/weaklayer', state)
    .concat('admin: {port: 0}\n')
}

function prepareSecrets(weaklayer: (...args: string[]) => string): Record<string, string> {
  const { verifier } = JSON.parse(weaklayer('key'))
  const { secret } = JSON.parse(weaklayer('secret'))
  mkdirSync(state)
  const file = (name: string) => join(folder, name)
  writeFileSync(file('gateway.yaml'), configure(verifier))
  writeFileSync(file('token'), secret)
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key.pem')]
  execFileSync('openssl', ['req', '-x509', '-days', '30', ...key, '-out', file('cert.pem'), ...subject], {
    stdio: 'pipe',
  })
  chmodSync(folder, 0o755)
  for (const name of ['gateway.yaml', 'token', 'key.pem', 'cert.pem'])
    chownSync(file(name), nobodyId, nobodyId)
  chownSync(state, nobodyId, nobodyId)
  return {
    WEAKLAYER_SENSOR_TOKEN_SECRETS_CURRENT_FILE: file('token'),
    WEAKLAYER_SENSOR_API_HTTPS_CERTIFICATE: file('cert.pem'),
    WEAKLAYER_SENSOR_API_HTTPS_KEY: file('key.pem'),
  }
}

/** In a mount namespace of its own, in which the image cannot be written, as a user who owns nothing in it. */
const readOnly = `mount --bind "$IMAGE" "$IMAGE" && mount -o remount,bind,ro "$IMAGE" && exec "$@"`

test('the image runs as nobody, read-only, and makes no system call that the unit forbids', async () => {
  await buildFirstStage(containerfile, image)
  const program = [join(image, 'node_modules/.bin/node'), join(image, 'packages/cli/bin/weaklayer.js')]
  const [node = '', ...script] = program
  const secrets = prepareSecrets((...args) => execFileSync(node, [...script, ...args], { encoding: 'utf8' }))
  const calls = join(state, 'calls.txt')
  const asNobody = ['setpriv', `--reuid=${nobodyId}`, `--regid=${nobodyId}`, '--clear-groups']
  const traced = [...asNobody, 'strace', '-f', '-qq', '-o', calls, ...program]
  const serve = [...traced, 'server', '--config', join(folder, 'gateway.yaml')]
  const child = spawn('unshare', ['--mount', 'sh', '-c', readOnly, 'sh', ...serve], {
    cwd: state,
    env: { PATH: process.env.PATH, IMAGE: image, ...secrets },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', data => (log += data))
  while (!log.includes('the gateway listens') && child.exitCode === null) await delay(50)
  expect(log).toContain('https://0.0.0.0:')
  // strace keeps a signal to itself: its child is the gateway.
  const [gateway = ''] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
  process.kill(Number(gateway), 'SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(log).toContain('everything that it acknowledged is stored')
  expect(readdirSync(state)).toContain('events')
  const used = callsIn(readFileSync(calls, 'utf8'))
  expect(used).toEqual(expect.arrayContaining(['execve', 'epoll_ctl', 'listen', 'fsync']))
  const allowed = allowedCalls(unit)
  expect(used.filter(call => !allowed.has(call))).toEqual([])
})

function callsIn(trace: string): string[] {
  return [...new Set([...trace.matchAll(/^\d+ +(?:<\.\.\. )?([a-z_0-9]+)/gm)].map(([, name = '']) => name))]
}
