import { lookup } from 'node:dns/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { GatewayLimits } from '@weaklayer/wire'
import { startError, systemCode } from '../start-error.ts'
import type { ClientCertificates } from '../transport/client-certificates.ts'
import { expectProxyHeader, type ProxyExpectation } from '../transport/expect-proxy-header.ts'
import { answerClientError } from './client-error.ts'
import type { TlsMaterial } from './load-tls.ts'
import { type Connections, createStopping } from './stop-server.ts'

export interface Listener {
  url: string
  port: number
  /** Stops accepting, lets requests finish within `drainMs`, then closes every connection. */
  close(): Promise<void>
  /** Gives requests one second from now, once it closes. */
  hurry(): void
  /** Serves another certificate from now on; connections that are open keep theirs. */
  renew(tls: TlsMaterial): void
  /** How many are open. */
  connections(): number
}

export interface ListenOptions {
  /** Where its address stands in the configuration. */
  key: 'sensor.api' | 'sensor.api.redirect' | 'admin'
  address: { host: string; port: number }
  limits: GatewayLimits
  tls: TlsMaterial | undefined
  /** Where each connection begins with a PROXY header. */
  proxied?: ProxyExpectation | undefined
  /** Hears who shows no valid client certificate, where one is asked for. */
  clientCertificates?: ClientCertificates | undefined
  /** Longest time that requests get to finish at the end. */
  drainMs: number
}

/** Longer than the idle time of usual load balancers, so that they close first. */
const keepAliveMs = 72_000

/**
 * Listens on every address of the configured host.
 * @throws StartError PORT_IN_USE, PORT_FORBIDDEN, ADDRESS_UNAVAILABLE
 */
export async function listen(handler: RequestListener, options: ListenOptions): Promise<Listener> {
  const { address: wanted } = options
  const servers: Server[] = []
  const connections = { sockets: new Set<Socket>(), requests: 0 }
  try {
    for (const address of await addressesOf(wanted.host)) {
      const server = makeServer(handler, options)
      track(server, connections)
      const port = servers[0] === undefined ? wanted.port : portOf(servers[0])
      if (await bind(server, { address, port, isFirst: servers.length === 0 }, options)) servers.push(server)
    }
  } catch (error) {
    for (const server of servers) server.close()
    throw error
  }
  const port = portOf(servers[0] as Server)
  const host = wanted.host.includes(':') ? `[${wanted.host}]` : wanted.host
  const stopping = createStopping(servers, connections)
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    port,
    close: () => stopping.stop(options.drainMs),
    hurry: stopping.hurry,
    renew(tls) {
      for (const server of servers) if (server instanceof TlsServer) server.setSecureContext(tls)
    },
    connections: () => connections.sockets.size,
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

function makeServer(handler: RequestListener, options: ListenOptions): Server {
  const { limits, tls, proxied, clientCertificates } = options
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
      : createTlsServer({ ...http, ...tls, handshakeTimeout: handshakeMs(headersTimeout) }, handler)
  server.maxConnections = limits.connections
  // Of several workers, a full one would hand the connection back otherwise, which goes on for ever where all are full.
  Object.assign(server, { dropMaxConnection: true })
  server.on('clientError', answerClientError)
  if (proxied !== undefined) expectProxyHeader(server, proxied)
  clientCertificates?.watch(server)
  return server
}

/** Without a limit for headers, TLS keeps its own. */
function handshakeMs(headersTimeout: number): number {
  return headersTimeout === 0 ? 120_000 : Math.max(1, headersTimeout)
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
  options: ListenOptions,
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // A fleet that returns connects faster than a busy loop accepts; what does not fit into the system's queue is reset later.
  const backlog = options.limits.connections
  server.once('error', reject).listen({ host: address, port, backlog }, resolve)
  try {
    await promise
    return true
  } catch (error) {
    const code = systemCode(error)
    const isOptional = !isFirst && (code !== 'EADDRINUSE' || options.address.port === 0)
    if (isOptional) return false
    throw refusedBind(code, options, error)
  } finally {
    server.off('error', reject)
  }
}

function refusedBind(code: string, { address: { host, port }, key }: ListenOptions, cause: unknown) {
  if (code === 'EADDRINUSE')
    return startError(
      'PORT_IN_USE',
      `port ${port} of ${host} (${key}.port) is in use by another program`,
      cause,
    )
  if (code === 'EACCES')
    return startError('PORT_FORBIDDEN', `the gateway may not listen on port ${port} (${key}.port)`, cause)
  return startError(
    'ADDRESS_UNAVAILABLE',
    `cannot listen on ${host} (${key}.host), port ${port}: ${code}`,
    cause,
  )
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}
