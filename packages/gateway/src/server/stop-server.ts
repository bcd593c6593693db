import type { Server } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'

/** The connections of a listener, and how many requests they carry. */
export interface Connections {
  sockets: Set<Socket>
  requests: number
}

/** How long a connection that has sent nothing yet may stay once the gateway stops: its request may be on the way. */
const silentMs = 500
const hurriedMs = 1000
const checkMs = 25

/** Stops servers in order. */
export interface Stopping {
  /** Stops accepting, and closes each connection once it has nothing to do, after `longestMs` in any case. */
  stop(longestMs: number): Promise<void>
  /** Gives what still runs one more second. */
  hurry(): void
}

export function createStopping(servers: readonly Server[], connections: Connections): Stopping {
  let hurriedAtMs = Number.POSITIVE_INFINITY
  return {
    hurry() {
      hurriedAtMs = Math.min(hurriedAtMs, performance.now())
    },
    async stop(longestMs) {
      const beganMs = performance.now()
      // Node's own close of an HTTP server closes idle connections at once; here their next request may still come.
      const closed = servers.map(
        server => new Promise<void>(resolve => NetServer.prototype.close.call(server, () => resolve())),
      )
      const timer = setInterval(() => {
        const nowMs = performance.now()
        const isOver = nowMs - beganMs > longestMs || nowMs - hurriedAtMs > hurriedMs
        const isSilent = connections.requests === 0 && nowMs - beganMs > silentMs
        for (const server of servers) server.closeIdleConnections()
        if (isOver || isSilent) destroyAll(connections)
      }, checkMs)
      await Promise.all(closed)
      clearInterval(timer)
      // Ends the checks of timeouts, which it goes on with until then.
      for (const server of servers) server.close()
    },
  }
}

function destroyAll({ sockets }: Connections): void {
  for (const socket of sockets) socket.destroy()
}
