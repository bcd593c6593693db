import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'
import { type AdminErrorCode, adminErrors } from '../admin/admin-errors.ts'
import { processMetrics } from '../metrics/process-metrics.ts'
import type { AdminAnswer, AdminRequest, WorkerMetrics } from './messages.ts'
import { createTotalMetrics } from './total-metrics.ts'
import type { WorkerLink } from './worker-link.ts'
import type { WorkerSlot } from './worker-slot.ts'

/** The admin listener of several workers: one answer for all. */
interface WorkersAdmin {
  handle(request: IncomingMessage, response: ServerResponse): void
  /** A worker is gone; what it counted stays. */
  buried(link: WorkerLink): void
}

interface Watched {
  slots(): readonly WorkerSlot[]
  /** All have served once. */
  isStarted(): boolean
}

const mostBodyBytes = 1_048_576
/** A change is written, synced and recorded before its answer. */
const changePatienceMs = 20_000

export function createWorkersAdmin({ slots, isStarted }: Watched): WorkersAdmin {
  const totals = createTotalMetrics<object>()
  const own = ownMetrics(slots)
  const serving = () => slots().flatMap(slot => slot.serving() ?? [])
  const measure = async (): Promise<string> => {
    const measured = serving().map(async link => {
      const metrics = await link.measure()
      if (metrics !== undefined && serving().includes(link)) totals.note(link, metrics)
    })
    await Promise.all(measured)
    const ofThis = await Promise.all([own, processMetrics()].map(one => one.getMetricsAsJSON()))
    totals.note(own, ofThis.flat() as WorkerMetrics)
    return await totals.text()
  }
  const routes: Record<string, (request: AdminRequest) => Promise<AdminAnswer>> = {
    '/livez': async () => said([]),
    '/startupz': async () => said(isStarted() ? [] : ['starting']),
    '/readyz': async () => said(isStarted() ? await reasonsOf(serving()) : ['starting']),
    '/metrics': async () => ({
      status: 200,
      headers: { 'content-type': own.contentType },
      body: await measure(),
    }),
  }
  const answerTo = async (request: AdminRequest): Promise<AdminAnswer> => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const route = isRead ? routes[request.url.split('?')[0] ?? ''] : undefined
    if (route !== undefined) return await route(request)
    // Everything else one worker can do for all of them: they read the same files.
    return (await serving()[0]?.ask(request, changePatienceMs)) ?? unavailable
  }
  return {
    buried: totals.buried,
    handle(request, response) {
      void readRequest(request)
        .then(async asked => {
          const answer = asked === undefined ? tooLarge : await answerTo(asked)
          response.writeHead(answer.status, { ...common, ...answer.headers }).end(answer.body)
        })
        .catch(() => response.destroy())
    },
  }
}

const common = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }
const json = { 'content-type': 'application/json; charset=utf-8' }
const tooLarge = refusal('ADMIN_REQUEST_INVALID', 'the body is no JSON of at most 1 MiB')
const unavailable = refusal('ADMIN_UNAVAILABLE', 'the gateway starts or stops, or failed')

function refusal(code: AdminErrorCode, message: string): AdminAnswer {
  const { status, todo } = adminErrors[code]
  return { status, headers: json, body: JSON.stringify({ code, message, todo }) }
}

function said(reasons: readonly string[]): AdminAnswer {
  const body = reasons.length === 0 ? { status: 'ok' } : { status: 'unavailable', reasons }
  return { status: reasons.length === 0 ? 200 : 503, headers: json, body: JSON.stringify(body) }
}

const probe: AdminRequest = {
  method: 'GET',
  url: '/readyz',
  headers: {},
  body: Buffer.alloc(0),
  address: '',
}

/** One that died takes no traffic; one that serves and should not would get its part. */
async function reasonsOf(serving: readonly WorkerLink[]): Promise<string[]> {
  if (serving.length === 0) return ['no_worker']
  const answers = await Promise.all(serving.map(link => link.ask(probe)))
  return [...new Set(answers.flatMap(answer => (answer === undefined ? ['no_answer'] : reasonsIn(answer))))]
}

function reasonsIn({ status, body }: AdminAnswer): string[] {
  return status === 200 ? [] : (JSON.parse(body) as { reasons: string[] }).reasons
}

function ownMetrics(slots: () => readonly WorkerSlot[]): Registry {
  const registry = new Registry()
  new Gauge({
    name: 'weaklayer_workers',
    help: 'Worker processes that serve.',
    registers: [registry],
    collect() {
      this.set(slots().filter(slot => slot.serving() !== undefined).length)
    },
  })
  new Counter({
    name: 'weaklayer_worker_restarts_total',
    help: 'Worker processes that were started in the place of one that died.',
    registers: [registry],
    collect() {
      this.reset()
      this.inc(slots().reduce((sum, slot) => sum + slot.restarts(), 0))
    },
  })
  return registry
}

/** Undefined where the body is too large. */
async function readRequest(request: IncomingMessage): Promise<AdminRequest | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes <= mostBodyBytes) parts.push(part)
  }
  if (bytes > mostBodyBytes) return undefined
  return {
    method: request.method as AdminRequest['method'],
    url: request.url ?? '/',
    headers: headersOf(request),
    body: Buffer.concat(parts),
    address: request.socket.remoteAddress ?? '',
  }
}

function headersOf({ headers }: IncomingMessage): AdminRequest['headers'] {
  const { connection: _, 'transfer-encoding': __, ...given } = headers
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
