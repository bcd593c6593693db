import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import type { SensorPorts } from '@weaklayer/extension/testing'

type Send = SensorPorts['transport']['send']
type GatewayRequest = Parameters<Send>[0]
type GatewayAnswer = Awaited<ReturnType<Send>>

/** What one browser keeps open to the gateway. */
export interface Connection {
  send(request: GatewayRequest): Promise<GatewayAnswer>
  /** Ends the running request, which then failed. */
  cut(): void
  close(): void
}

/** A connection of its own, kept alive as browsers do; a kept one that turns out to be closed is opened again at once. */
export function openConnection(): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  let abort = new AbortController()
  const send = async (request: GatewayRequest, again: boolean): Promise<GatewayAnswer> => {
    try {
      return await attempt(request, { agent, signal: abort.signal })
    } catch (error) {
      if (error === closedBefore && !again) return await send(request, true)
      return { status: 'failed', reason: abort.signal.aborted ? 'timeout' : 'network' }
    }
  }
  return {
    async send(request) {
      abort = new AbortController()
      return await send(request, false)
    },
    cut: () => abort.abort(),
    close: () => agent.destroy(),
  }
}

const closedBefore = new Error('the gateway had closed the kept connection')

async function attempt(
  { url, method, headers, body }: GatewayRequest,
  options: { agent: Agent; signal: AbortSignal },
): Promise<GatewayAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const sent = httpRequest(url, { ...options, method, headers })
  sent.on('response', resolve)
  sent.on('error', error => reject(sent.reusedSocket && isReset(error) ? closedBefore : error))
  sent.end(body)
  const response = await promise
  const { 'retry-after': retryAfter, date } = response.headers
  return {
    status: 'answered',
    http: response.statusCode ?? 0,
    body: await text(response),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(date === undefined ? {} : { date }),
  }
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
}
