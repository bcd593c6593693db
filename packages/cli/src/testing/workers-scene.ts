import { randomBytes } from 'node:crypto'
import { globSync } from 'node:fs'
import { type IncomingHttpHeaders, request } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type InstallKey, makeInstallKey, makeProof, makeSensorKeyPair, makeVerifier } from '@weaklayer/wire'
import { onTestFinished, vi } from 'vitest'
import { type RunOptions, startCli } from '../run-cli.ts'
import { sampleEvents } from '../sample-directory.ts'

/** A configuration for several workers on free ports of this machine. */
export async function workersConfig(more: { sensor?: object; [key: string]: unknown } = {}) {
  const key = await makeInstallKey()
  const { sensor, ...others } = more
  const config = {
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: randomBytes(64).toString('base64') } },
      install: { verifiers: [await makeVerifier(key)] },
      ...sensor,
    },
    outputs: [{ type: 'filesystem', directory: './events' }],
    admin: { port: 0 },
    drain: { grace: '100ms' },
    // Each answer is a line with the number of the worker.
    log: { level: 'debug' },
    ...others,
  }
  return { key, config, text: JSON.stringify(config) }
}

export interface Line {
  msg: string
  worker?: number
  pid?: number
  url?: string
  adminUrl?: string
  redirectUrl?: string
  status?: number
  route?: string
}

export const isSettled = { timeout: 60_000, interval: 50 }

export type WorkersGateway = Awaited<ReturnType<typeof startWorkers>>

/** Starts `weaklayer server` with gateway.yaml of a directory, and resolves when it listens. */
export async function startWorkers(
  cwd: string,
  options: string[] = ['--workers', '2'],
  more: RunOptions = {},
) {
  const server = startCli(['server', '--config', 'gateway.yaml', ...options], { ...more, cwd })
  // Workers end with the process that watches over them.
  onTestFinished(() => void server.child.kill('SIGKILL'))
  await server.shows('"the gateway listens"')
  const lines = () =>
    server
      .stderr()
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as Line)
  const listens = lines().find(({ msg }) => msg === 'the gateway listens')
  const { url = '', adminUrl = '', redirectUrl = '' } = listens ?? {}
  return {
    server,
    url,
    adminUrl,
    redirectUrl,
    lines,
    workersThat: (msg: string, wanted: (line: Line) => boolean = () => true) =>
      new Set(lines().flatMap(line => (line.msg === msg && wanted(line) ? (line.worker ?? []) : []))),
    /** The sum over all labels. */
    async metric(name: string) {
      const page = await (await fetch(`${adminUrl}/metrics`)).text()
      const values = page
        .split('\n')
        .filter(line => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
      return values.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
    },
    pidOf: (worker: number) =>
      lines().findLast(line => line.worker === worker && line.pid !== undefined)?.pid ?? 0,
  }
}

export interface Sent {
  path: string
  headers?: Record<string, string>
  body?: string
  /** @default a connection of its own */
  connect?: () => Promise<Duplex>
}

export interface Got {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A request over a connection of its own. */
export function send(url: string, { path, headers = {}, body, connect }: Sent): Promise<Got> {
  const { promise, resolve, reject } = Promise.withResolvers<Got>()
  const method = body === undefined ? 'GET' : 'POST'
  const { hostname, port } = new URL(url)
  const type = { 'content-type': 'application/json', connection: 'close' }
  const options = {
    ...{ hostname, port, path, method, headers: { ...type, ...headers } },
    ...(connect === undefined ? { agent: false } : { createConnection: connecting(connect, reject) }),
  }
  const sent = request(options, answer => {
    let text = ''
    answer.setEncoding('utf8').on('data', part => (text += part))
    answer.on('error', reject)
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
  })
  sent.on('error', reject).end(body)
  return promise
}

function connecting(connect: () => Promise<Duplex>, fail: (error: Error) => void) {
  return (_options: unknown, done: (error: Error | null, socket: Duplex) => void): undefined => {
    connect().then(socket => done(null, socket), fail)
  }
}

/** Enrols a sensor and tells what its uploads carry. */
export async function enrol(
  url: string,
  key: InstallKey,
  connect?: () => Promise<Duplex>,
): Promise<{ sensor: string; authorization: string }> {
  const pair = await makeSensorKeyPair()
  const nowSeconds = Math.floor(Date.now() / 1000)
  const dpop = await makeProof(pair, { method: 'POST', url: `${url}/install`, nowSeconds })
  const body = JSON.stringify({ key, label: 'workers' })
  const answer = await send(url, { path: '/install', headers: { dpop }, body, ...(connect && { connect }) })
  const { sensor, token } = JSON.parse(answer.text) as { sensor: string; token: string }
  return { sensor, authorization: `Bearer ${token}` }
}

/** The body of a batch of ten events: those of index 0 are 1 to 10. */
export function batch(index: number, fields: object = {}): string {
  const events = sampleEvents(index * 10 + 1, index * 10 + 10)
  return JSON.stringify(
    events.map(({ sensor: _, group: __, received: ___, ...event }) => ({ ...event, ...fields })),
  )
}

/** Names of the event files of all groups. */
export function eventFiles(cwd: string, pattern: string): string[] {
  return globSync(`*-*-*-*-*/${pattern}`, { cwd: join(cwd, 'events') })
}

/** Sends one after the other until all that is wanted has come. */
export async function until(act: () => Promise<unknown>, isEnough: () => boolean): Promise<void> {
  await vi.waitFor(async () => {
    await act()
    if (!isEnough()) throw new Error('not all that is wanted has come')
  }, isSettled)
}
