import { type Connection, openConnection } from './connection.ts'
import type { FromHost, GatewayAnswer } from './host-messages.ts'
import type { Requests } from './requests.ts'

/** A request that reached the network. Times are milliseconds of the network. */
export interface LoggedRequest {
  route: 'install' | 'events'
  sentAtMs: number
  tookMs: number
  /** A status, or why there was no answer; `lost`: the gateway did it, and its answer was thrown away. */
  outcome: number | 'network' | 'timeout' | 'lost'
}

/** What connects the sensors with the gateway. */
export interface Network {
  /** Share of the answers to enrolments that are lost on their way back, although the gateway enrolled. */
  lostInstalls: number
  /** Brings a sensor's request to the gateway when its time has come, and the answer back. */
  carry(request: NetworkRequest, answered: (atMs: number, answer: GatewayAnswer) => void): void
  /** Requests since the last call, and how late they left: what the simulation could not compute in time. */
  takeLog(): { requests: LoggedRequest[]; lateMs: number[] }
  close(): void
}

type NetworkRequest = Extract<FromHost, { is: 'request' }> & { host: number }

/** `luck` gives numbers in [0, 1). */
export function createNetwork(requests: Requests, luck: () => number): Network {
  const connections = new Map<string, Connection>()
  let logged: LoggedRequest[] = []
  const connectionOf = ({ host, sensor }: NetworkRequest) => {
    const name = `${host}/${sensor}`
    const found = connections.get(name) ?? openConnection()
    connections.set(name, found)
    return found
  }
  const network: Network = {
    lostInstalls: 0,
    carry(given, answered) {
      const { request } = given
      const connection = connectionOf(given)
      const send = async (sentAtMs: number) => {
        const began = performance.now()
        const answer = await connection.send(request)
        const tookMs = performance.now() - began
        const route = request.url.endsWith('/install') ? 'install' : 'events'
        const isLost = route === 'install' && isEnrolled(answer) && luck() < network.lostInstalls
        logged.push({ route, sentAtMs, tookMs, outcome: isLost ? 'lost' : outcomeOf(answer) })
        answered(sentAtMs + tookMs, isLost ? { status: 'failed', reason: 'network' } : answer)
      }
      requests.hold({ atMs: given.atMs, send, giveUp: connection.cut })
    },
    takeLog() {
      const taken = logged
      logged = []
      return { requests: taken, lateMs: requests.takeLateMs() }
    },
    close() {
      for (const connection of connections.values()) connection.close()
    },
  }
  return network
}

function isEnrolled(answer: GatewayAnswer): boolean {
  return answer.status === 'answered' && answer.http === 200
}

function outcomeOf(answer: GatewayAnswer): LoggedRequest['outcome'] {
  return answer.status === 'answered' ? answer.http : answer.reason
}
