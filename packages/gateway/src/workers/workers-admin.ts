import type { IncomingMessage, ServerResponse } from 'node:http'
import { Counter, Gauge, Registry } from 'prom-client'
import type { AdminAnswer, AdminRequest } from './messages.ts'
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

export function createWorkersAdmin({ slots, isStarted }: Watched): WorkersAdmin {
  const totals = createTotalMetrics<WorkerLink>()
  const own = ownMetrics(slots)
  const serving = () => slots().flatMap(slot => slot.serving() ?? [])
  const routes: Record<string, (request: AdminRequest) => Promise<AdminAnswer>> = {
    '/livez': async () => said([]),
    '/startupz': async () => said(isStarted() ? [] : ['starting']),
    '/readyz': async request => said(isStarted() ? await reasonsOf(serving(), request) : ['starting']),
    async '/metrics'() {
      await Promise.all(
        serving().map(async link => {
          const metrics = await link.measure()
          if (metrics !== undefined && serving().includes(link)) totals.note(link, metrics)
        }),
      )
      const texts = await Promise.all([totals.text(), own.metrics()])
      return { status: 200, headers: { 'content-type': own.contentType }, body: texts.join('\n') }
    },
  }
  const answerTo = async (request: AdminRequest): Promise<AdminAnswer> => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const route = isRead ? routes[request.url.split('?')[0] ?? ''] : undefined
    if (route !== undefined) return await route(request)
    // Everything else any worker can do for all of them: they read the same files.
    for (const link of serving()) {
      const answer = await link.ask(request)
      if (answer !== undefined) return answer
    }
    return said(['starting'])
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
const tooLarge: AdminAnswer = {
  status: 400,
  headers: json,
  body: JSON.stringify({
    code: 'ADMIN_REQUEST_INVALID',
    message: 'the body has more than 1 MiB',
    todo: 'Send at most 1 MiB.',
  }),
}

function said(reasons: readonly string[]): AdminAnswer {
  const body = reasons.length === 0 ? { status: 'ok' } : { status: 'unavailable', reasons }
  return { status: reasons.length === 0 ? 200 : 503, headers: json, body: JSON.stringify(body) }
}

/** One that died takes no traffic; one that serves and should not would get its part. */
async function reasonsOf(serving: readonly WorkerLink[], request: AdminRequest): Promise<string[]> {
  if (serving.length === 0) return ['no_worker']
  const asked: AdminRequest = { ...request, method: 'GET', body: Buffer.alloc(0) }
  const answers = await Promise.all(serving.map(link => link.ask(asked)))
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
