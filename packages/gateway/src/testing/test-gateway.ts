import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type GatewayConfig,
  type InstallKey,
  makeInstallKey,
  makeProof,
  makeSensorKeyPair,
  makeVerifier,
  type SensorKeyPair,
  toBase64,
  type Verifier,
} from '@weaklayer/wire'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { loadGatewayConfig } from '../config/load-gateway-config.ts'
import { type Gateway, type GatewayOptions, startGateway } from '../server/start-gateway.ts'

type Parts = Record<string, unknown>
export type Body = string | Buffer<ArrayBuffer>

export interface TestGateway extends Gateway {
  config: GatewayConfig
  key: InstallKey
  /** Where its event files are. */
  directory: string
  /** Everything that it logged. */
  log: () => string
}

export interface TestOptions extends GatewayOptions {
  api?: Parts
  token?: Parts
  limits?: Parts
  rates?: Parts
  admin?: Parts
  drain?: Parts
  revocation?: Parts
  /** @default none: tests of outputs count file calls */
  audit?: Parts
  verifiers?: Verifier[]
  outputs?: Parts[]
  updates?: Parts
  directory?: string
  key?: InstallKey
}

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-gateway-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

export function makeSecret(): string {
  return toBase64(crypto.getRandomValues(new Uint8Array(64)))
}

/** A configuration as an administrator writes it, on a free port. */
export async function testConfig(
  options: TestOptions & { directory: string; key: InstallKey },
): Promise<GatewayConfig> {
  const raw = {
    sensor: {
      api: { host: '127.0.0.1', port: 0, ...options.api },
      token: { secrets: { current: makeSecret() }, ...options.token },
      install: { verifiers: options.verifiers ?? [await makeVerifier(options.key)] },
      ...(options.revocation && { revocation: options.revocation }),
    },
    outputs: options.outputs ?? [{ type: 'filesystem', directory: options.directory }],
    admin: { port: 0, ...options.admin },
    audit: options.audit ?? { enabled: false },
    ...(options.updates && { updates: options.updates }),
    ...(options.drain && { drain: options.drain }),
    ...(options.limits && { limits: options.limits }),
    ...(options.rates && { rates: options.rates }),
  }
  const loaded = await loadGatewayConfig({ text: JSON.stringify(raw) })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

/** Starts a gateway that ends with the test. */
export async function startTestGateway(options: TestOptions = {}): Promise<TestGateway> {
  const base = options.directory ?? (await temporaryDirectory())
  const directory = join(base, 'events')
  const key = options.key ?? (await makeInstallKey())
  const config = await testConfig({ ...options, directory, key })
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: line => void lines.push(line) })
  const gateway = await startGateway(config, { log, baseDirectory: base, ...options })
  onTestFinished(() => gateway.close())
  return { ...gateway, config, key, directory, log: () => lines.join('') }
}

export interface Enrolled {
  pair: SensorKeyPair
  token: string
  sensor: string
}

export async function post(
  url: string,
  { headers = {}, body }: { headers?: Record<string, string>; body: Body },
) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: parseBody(text) }
}

function parseBody(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

export function proofFor(pair: SensorKeyPair, path: string, nowMs = Date.now()): Promise<string> {
  return makeProof(pair, {
    method: 'POST',
    url: `http://localhost${path}`,
    nowSeconds: Math.floor(nowMs / 1000),
  })
}

export async function enrol(
  gateway: { url: string; key: InstallKey },
  given?: SensorKeyPair,
): Promise<Enrolled> {
  const pair = given ?? (await makeSensorKeyPair())
  const answer = await post(`${gateway.url}/install`, {
    headers: { dpop: await proofFor(pair, '/install') },
    body: JSON.stringify({ key: gateway.key, label: 'test' }),
  })
  if (answer.status !== 200) throw new Error(answer.text)
  return { pair, token: String(answer.body.token), sensor: String(answer.body.sensor) }
}

export function sendEvents(gateway: { url: string }, token: string, events: unknown) {
  const body = typeof events === 'string' ? events : JSON.stringify(events)
  return post(`${gateway.url}/events`, { headers: { authorization: `Bearer ${token}` }, body })
}

export const epoch = '0123456789abcdef'

/** Valid events of one epoch with the given seqs. */
export function eventsOf(seqs: readonly number[]): Record<string, unknown>[] {
  return seqs.map(seq => ({
    type: 'Note',
    time: 1_763_760_000_000_000 + seq,
    epoch,
    seq,
    text: `number ${seq}`,
  }))
}

/** Every whole line below a directory that a pattern finds, parsed. */
export function linesOf(directory: string, pattern = '*-*-*-*-*/*.ndjson'): Record<string, unknown>[] {
  return globSync([pattern, pattern.replace('*.ndjson', '.*.ndjson')], { cwd: directory }).flatMap(name =>
    readFileSync(join(directory, name), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Record<string, unknown>),
  )
}
