import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { GatewayConfig, GatewayLimits } from '@weaklayer/wire'
import { startError, systemCode } from '../start-error.ts'
import { answerClientError } from './client-error.ts'
import type { TlsMaterial } from './load-tls.ts'

export interface Listener {
  url: string
  port: number
  /** Stops accepting, lets requests finish within the time of one request, then closes every connection. */
  close(): Promise<void>
}

export interface ListenOptions {
  api: GatewayConfig['sensor']['api']
  limits: GatewayLimits
  tls: TlsMaterial | undefined
}

/** Longer than the idle time of usual load balancers, so that they close first. */
const keepAliveMs = 72_000
/** How long a connection without a request may stay once the gateway stops: its request may be on the way. */
const idleGraceMs = 500
const closingCheckMs = 25

/**
 * Listens on every address of the configured host.
 * @throws StartError PORT_IN_USE, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE
 */
export async function listen(handler: RequestListener, options: ListenOptions): Promise<Listener> {
  const { api, limits } = options
  const servers: Server[] = []
  const connections = { sockets: new Set<Socket>(), requests: 0 }
  try {
    for (const address of await addressesOf(api.host)) {
      const server = makeServer(handler, options)
      track(server, connections)
      const port = servers[0] === undefined ? api.port : portOf(servers[0])
      if (await bind(server, { address, port, isFirst: servers.length === 0 }, api)) servers.push(server)
    }
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  const port = portOf(servers[0] as Server)
  const host = api.host.includes(':') ? `[${api.host}]` : api.host
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    close: () => closeAll(servers, connections, limits.requestTimeout / 1000),
  }
}

/** `localhost` has two addresses on most machines, and browsers use either. */
async function addressesOf(host: string): Promise<string[]> {
  if (host !== 'localhost') return [host]
  try {
    return (await lookup(host, { all: true })).map(one => one.address)
  } catch {
    return ['127.0.0.1']
  }
}

function makeServer(handler: RequestListener, { limits, tls }: ListenOptions): Server {
  const requestTimeout = limits.requestTimeout / 1000
  const headersTimeout =
    requestTimeout === 0
      ? limits.headersTimeout / 1000
      : Math.min(limits.headersTimeout / 1000, requestTimeout)
  const http = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: Math.min(1000, Math.max(20, headersTimeout / 4)),
    keepAliveTimeout: keepAliveMs,
    // A request without a host is answered by our routes like any other.
    requireHostHeader: false,
  }
  const server =
    tls === undefined
      ? createServer(http, handler)
      : createTlsServer({ ...http, ...tls, handshakeTimeout: Math.max(1, headersTimeout) }, handler)
  server.maxConnections = limits.connections
  server.on('clientError', answerClientError)
  return server
}

interface Connections {
  sockets: Set<Socket>
  requests: number
}

function track(server: Server, connections: Connections): void {
  server.on('connection', (socket: Socket) => {
    connections.sockets.add(socket)
    socket.once('close', () => connections.sockets.delete(socket))
  })
  server.on('request', (_request, response) => {
    connections.requests++
    response.once('close', () => connections.requests--)
  })
}

/** False where a further address of `localhost` does not exist here. */
async function bind(
  server: Server,
  { address, port, isFirst }: { address: string; port: number; isFirst: boolean },
  api: { host: string; port: number },
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject).listen({ host: address, port }, resolve)
  try {
    await promise
    return true
  } catch (error) {
    const code = systemCode(error)
    const isOptional = !isFirst && (code !== 'EADDRINUSE' || api.port === 0)
    if (isOptional) return false
    throw refusedBind(code, api, error)
  } finally {
    server.off('error', reject)
  }
}

function refusedBind(code: string, { host, port }: { host: string; port: number }, cause: unknown) {
  if (code === 'EADDRINUSE')
    return startError('PORT_IN_USE', `port ${port} of ${host} is in use by another program`, cause)
  if (code === 'EACCES')
    return startError('PORT_FORBIDDEN', `the gateway may not listen on port ${port}`, cause)
  return startError('ADDRESS_UNAVAILABLE', `cannot listen on ${host}, port ${port}: ${code}`, cause)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function closeAll(
  servers: readonly Server[],
  connections: Connections,
  longestMs: number,
): Promise<void> {
  const began = performance.now()
  const closed = servers.map(server => new Promise(resolve => server.close(resolve)))
  // Node counts a connection that has sent nothing yet as busy, and stops checking timeouts once it closes.
  const timer = setInterval(() => {
    const tookMs = performance.now() - began
    const isOver = longestMs > 0 && tookMs > longestMs
    if (isOver || (tookMs > idleGraceMs && connections.requests === 0)) {
      for (const socket of connections.sockets) socket.destroy()
    }
  }, closingCheckMs)
  await Promise.all(closed)
  clearInterval(timer)
}
