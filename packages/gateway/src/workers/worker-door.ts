import type { FastifyInstance } from 'fastify'
import type { Metrics } from '../metrics/gateway-metrics.ts'
import type { AdminAnswer, AdminRequest, WorkerMetrics } from './messages.ts'

/** What a worker answers to the process that watches over it, in place of an admin listener. */
export interface WorkerDoor {
  ask(request: AdminRequest): Promise<AdminAnswer>
  metrics(): Promise<WorkerMetrics>
}

export function createWorkerDoor(app: FastifyInstance, metrics: Metrics): WorkerDoor {
  return {
    metrics: metrics.all,
    async ask({ method, url, headers, body, address }) {
      // In two parts: a whole one would have to be a URL.
      const [pathname = '', ...query] = url.split('?')
      const asked = { method, url: { pathname }, query: query.join('?'), headers, remoteAddress: address }
      const answer = await app.inject({ ...asked, payload: Buffer.from(body) })
      return { status: answer.statusCode, headers: headersOf(answer.headers), body: answer.payload }
    },
  }
}

function headersOf(headers: Record<string, unknown>): AdminAnswer['headers'] {
  const { connection: _, 'transfer-encoding': __, ...given } = headers
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.map(String) : String(value)]],
    ),
  )
}
