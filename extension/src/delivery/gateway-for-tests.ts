import { gunzipSync } from 'node:zlib'
import {
  checkBatchOrder,
  checkEvent,
  checkProof,
  type ErrorCode,
  errorBody,
  errorCodes,
  type SensorEvent,
  sensorId,
} from '@weaklayer/wire'
import type { GatewayAnswer, GatewayRequest, Transport } from './transport.ts'

/** A gateway in memory that checks what it gets with the wire's own schemas. For tests. */
export interface TestGateway {
  transport: Transport
  /** Everything that was stored, in order, doubles included. */
  stored: { sensor: string; event: SensorEvent }[]
  requests: { method: string; url: string; headers: Record<string, string>; body: string }[]
  /** The next requests of this path get these answers instead, in order; `after` answers are given after the work. */
  script: Record<'/events' | '/install' | '/', Scripted[]>
  /** Refuses a batch with such an event. */
  poisons: (event: SensorEvent) => boolean
  /** Puts such an event into the dead letter. */
  rejects: (event: SensorEvent) => boolean
  deadLetters: { sensor: string; event: SensorEvent }[]
  /** Tokens that are good. */
  tokens: Map<string, string>
  flushAfterMs: number
}

export type Scripted = GatewayAnswer | { after: GatewayAnswer } | 'work'

export function createTestGateway(nowMs: () => number): TestGateway {
  const gateway: TestGateway = {
    transport: { send: request => handle(gateway, request, nowMs()) },
    stored: [],
    requests: [],
    script: { '/events': [], '/install': [], '/': [] },
    poisons: () => false,
    rejects: () => false,
    deadLetters: [],
    tokens: new Map(),
    flushAfterMs: 0,
  }
  return gateway
}

export const networkError: GatewayAnswer = { status: 'failed', reason: 'network' }
export const portal: GatewayAnswer = { status: 'answered', http: 200, body: '<html>Sign in</html>' }

/** An error as the gateway sends it. */
export function refusal(code: ErrorCode, more: { retryAfter?: string; date?: string } = {}): GatewayAnswer {
  const body = JSON.stringify(errorBody(code, 'refused by the test'))
  return { status: 'answered', http: errorCodes[code].status, body, ...more }
}

async function handle(gateway: TestGateway, request: GatewayRequest, nowMs: number): Promise<GatewayAnswer> {
  const path = new URL(request.url).pathname as keyof TestGateway['script']
  const { method, url, headers } = request
  gateway.requests.push({ method, url, headers, body: bodyText(request) })
  const scripted = gateway.script[path]?.shift() ?? 'work'
  if (scripted !== 'work' && !('after' in scripted)) return scripted
  const answer = await work(gateway, request, nowMs)
  return scripted === 'work' ? answer : scripted.after
}

async function work(gateway: TestGateway, request: GatewayRequest, nowMs: number): Promise<GatewayAnswer> {
  switch (new URL(request.url).pathname) {
    case '/install':
      return await install(gateway, request, nowMs)
    case '/events':
      return takeEvents(gateway, request)
    default:
      return json({ product: 'Weaklayer' })
  }
}

async function install(gateway: TestGateway, request: GatewayRequest, nowMs: number): Promise<GatewayAnswer> {
  const { key, dryRun } = JSON.parse(bodyText(request))
  const { method, url } = request
  const proof = await checkProof(request.headers.DPoP ?? '', { method, url, nowSeconds: nowMs / 1000 })
  if (proof.status !== 'valid') return refusal('PROOF_INVALID')
  const sensor = await sensorId(key.group, proof.publicKey)
  if (dryRun === true) return json({ dryRun: true, sensor })
  const token = `token-${gateway.tokens.size + 1}`
  gateway.tokens.set(token, sensor)
  const issuedAt = nowMs * 1000
  return json({ token, sensor, issuedAt, expiresAt: issuedAt + 28 * 86_400_000_000, ack: 1 })
}

function takeEvents(gateway: TestGateway, request: GatewayRequest): GatewayAnswer {
  const sensor = gateway.tokens.get((request.headers.Authorization ?? '').replace('Bearer ', ''))
  if (sensor === undefined) return refusal('TOKEN_INVALID')
  const events: SensorEvent[] = JSON.parse(bodyText(request))
  const order = checkBatchOrder(events)
  if (order.status !== 'epoch' || events.some(gateway.poisons)) return refusal('BATCH_UNREADABLE')
  const rejected = []
  for (const [index, event] of events.entries()) {
    const check = checkEvent(event)
    if (check.status === 'invalid')
      throw new Error(`the sensor made a bad ${event.type}: ${check.path} ${check.message}`)
    if (gateway.rejects(event)) {
      gateway.deadLetters.push({ sensor, event })
      rejected.push({ index, seq: event.seq, code: 'EVENT_INVALID', message: 'refused by the test' })
    } else gateway.stored.push({ sensor, event })
  }
  const ack = { epoch: order.epoch, seq: order.lastSeq }
  const accepted = events.length - rejected.length
  return json({ ack, accepted, rejected, flushAfterMs: gateway.flushAfterMs })
}

function bodyText({ body, headers }: GatewayRequest): string {
  if (body === undefined) return ''
  return (headers['Content-Encoding'] === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString()
}

function json(value: object): GatewayAnswer {
  return { status: 'answered', http: 200, body: JSON.stringify(value) }
}
