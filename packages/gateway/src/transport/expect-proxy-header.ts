import type { Server, Socket } from 'node:net'
import type { QuietLog } from '../log/quiet-log.ts'
import type { Networks } from './networks.ts'
import { plainAddress } from './plain-address.ts'
import { readProxyHeader } from './proxy-header.ts'
import { noteAddress } from './told-address.ts'

export interface ProxyExpectation {
  /** Who may send a header. */
  isTrusted: Networks
  /** Longest time for the header; 0 for any. */
  timeoutMs: number
  quietLog: QuietLog
}

/** Lets a server of HTTP or HTTPS take the PROXY header off each connection before it reads anything of it. */
export function expectProxyHeader(server: Server, expectation: ProxyExpectation): void {
  const accept = server.listeners('connection')
  const byPath = new Map<string, { address: string }>()
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    takeHeader(socket, expectation, address => {
      if (address !== undefined) {
        const [path, told] = [pathOf(socket), { address }]
        byPath.set(path, told)
        // The same two ends may be connected again before this is heard of.
        socket.once('close', () => byPath.get(path) === told && byPath.delete(path))
        noteAddress(socket, address)
      }
      for (const listener of accept) listener.call(server, socket)
    })
  })
  // TLS makes a socket of its own, which has only its two ends in common with the first one.
  server.on('secureConnection', (socket: Socket) => {
    const told = byPath.get(pathOf(socket))
    if (told !== undefined) noteAddress(socket, told.address)
  })
}

function pathOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join()
}

/** Reads the header and calls `accept` with what it says; puts back what came behind it. */
function takeHeader(
  socket: Socket,
  { isTrusted, timeoutMs, quietLog }: ProxyExpectation,
  accept: (address: string | undefined) => void,
): void {
  const peer = plainAddress(socket.remoteAddress ?? '')
  const refuse = (code: string, reason: string) => {
    quietLog.warn(code, { peer, reason }, 'a connection was closed: its PROXY header does not count')
    socket.destroy()
  }
  // It may be reset before anybody else listens for that.
  socket.on('error', () => socket.destroy())
  // Reset already: there is nobody to refuse.
  if (peer === undefined) {
    socket.destroy()
    return
  }
  if (!isTrusted(peer)) {
    refuse('PROXY_PEER_UNTRUSTED', '`sensor.api.trustedProxies` does not name this peer')
    return
  }
  let head = Buffer.alloc(0)
  const look = () => {
    head = Buffer.concat([head, (socket.read() as Buffer | null) ?? Buffer.alloc(0)])
    const header = readProxyHeader(head)
    if (header.status === 'more') return
    release()
    if (header.status === 'invalid') {
      refuse('PROXY_HEADER_INVALID', header.reason)
      return
    }
    if (head.length > header.bytes) socket.unshift(head.subarray(header.bytes))
    accept(header.address === undefined ? undefined : plainAddress(header.address))
  }
  const end = () => {
    release()
    // Checks whether the port is open say nothing at all.
    if (head.length === 0) socket.destroy()
    else refuse('PROXY_HEADER_INVALID', 'it ended within the header')
  }
  const giveUp = () => {
    release()
    refuse('PROXY_HEADER_INVALID', 'it did not come in time')
  }
  const timer = timeoutMs === 0 ? undefined : setTimeout(giveUp, timeoutMs).unref()
  const release = () => {
    clearTimeout(timer)
    socket.off('readable', look).off('end', end).off('close', release)
  }
  socket.on('readable', look).on('end', end).on('close', release)
}
