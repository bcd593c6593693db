import { readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTls } from 'node:https'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { createServer as createTlsFront } from 'node:tls'
import type { ServerFiles } from './test-certificates.ts'

/** A server on a free port of 127.0.0.1. */
export interface TestServer {
  port: number
  close: () => void
}

const pem = ({ certificate, key }: ServerFiles) => ({
  cert: readFileSync(certificate),
  key: readFileSync(key),
})

async function started(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, close }
}

/** Answers requests, with TLS where it is given files. */
export function startServer(listener: RequestListener, files?: ServerFiles): Promise<TestServer> {
  return started(files === undefined ? createServer(listener) : createTls(pem(files), listener))
}

/** Speaks TLS and passes what is inside on to another port, as a load balancer does. */
export function startTlsFront(
  { ciphers, ...files }: ServerFiles & { ciphers?: string },
  port: number,
): Promise<TestServer> {
  const options = {
    ...pem(files),
    ...(ciphers === undefined ? {} : { ciphers, maxVersion: 'TLSv1.2' as const }),
  }
  return started(createTlsFront(options, socket => join(socket, connect(port, '127.0.0.1'))))
}

export interface ProxyOptions {
  /** Answers instead of passing a request or a tunnel on. */
  refuse?: { status: number; page: string }
  /** Is told of each address. */
  onAddress?: (address: string) => void
}

/** A proxy to which every name is this machine: browsers let the proxy look names up. */
export async function startProxy({ refuse, onAddress }: ProxyOptions = {}): Promise<TestServer> {
  const server = createServer((request, response) => {
    onAddress?.(request.url ?? '')
    if (refuse !== undefined) {
      response.writeHead(refuse.status, { 'content-type': 'text/html' }).end(refuse.page)
      return
    }
    const { port, pathname, search } = new URL(request.url ?? '')
    const upstream = connect(Number(port || 80), '127.0.0.1', () => {
      const { method, headers, rawHeaders } = request
      const lines = rawHeaders.flatMap((name, index) =>
        index % 2 ? [] : [`${name}: ${rawHeaders[index + 1]}`],
      )
      const kept = lines.filter(line => !/^(proxy-)?(connection|authorization)/i.test(line))
      upstream.write(
        `${method} ${pathname}${search} HTTP/1.1\r\n${kept.join('\r\n')}\r\nConnection: close\r\n\r\n`,
      )
      if (headers['content-length']) request.pipe(upstream, { end: false })
    })
    if (response.socket) upstream.on('error', () => response.destroy()).pipe(response.socket)
  })
  server.on('connect', (request, socket: Socket, head) => {
    onAddress?.(request.url ?? '')
    if (refuse !== undefined) {
      socket.end(
        `HTTP/1.1 ${refuse.status} No\r\nContent-Length: ${refuse.page.length}\r\n\r\n${refuse.page}`,
      )
      return
    }
    const upstream = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.write(head)
      join(socket, upstream)
    })
    upstream.on('error', () => socket.destroy())
  })
  return await started(server)
}

function join(left: Socket, right: Socket): void {
  left.on('error', () => right.destroy()).pipe(right)
  right.on('error', () => left.destroy()).pipe(left)
}
