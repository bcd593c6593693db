import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpBalance {
  port: number
  /** Connections that each server got. */
  taken(): readonly number[]
  close(): Promise<void>
}

/** A load balancer that passes bytes on, TLS and all: each connection goes to the next server. */
export async function startTcpBalance(ports: readonly number[]): Promise<TcpBalance> {
  const sockets = new Set<Socket>()
  const taken = ports.map(() => 0)
  let turn = 0
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  }
  const server = createServer({ allowHalfOpen: true }, client => {
    const index = turn++ % ports.length
    taken[index] = (taken[index] ?? 0) + 1
    const upstream = connect({ port: ports[index] ?? 0, host: '127.0.0.1', allowHalfOpen: true })
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      track(from)
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    taken: () => taken,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
