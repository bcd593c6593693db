import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/** Stands between Playwright and Firefox, and lets the laboratory use the same session. */
export interface BidiFront {
  /** Where Playwright connects, without a path. */
  url: string
  /** Sends a command of the laboratory's own; rejects with what Firefox says against it. Waits for the session. */
  send<Result>(method: string, parameters: object): Promise<Result>
  close(): Promise<void>
}

interface Message {
  id?: number
  type?: 'success' | 'error' | 'event'
  method?: string
  params?: object
  result?: unknown
  error?: string
  message?: string
}

/** Playwright counts from 1. */
const firstOwnId = 1_000_000_000

/** Starts a front for the WebDriver BiDi of a Firefox at `upstream` (`ws://host:port`). */
export async function startBidiFront(upstream: string): Promise<BidiFront> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const own = createOwnCommands()
  server.on('connection', (client, { url = '' }) => join(client, new WebSocket(upstream + url), own))
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send: own.send,
    close: () =>
      new Promise(resolve => {
        own.end()
        server.close(() => resolve())
        for (const client of server.clients) client.terminate()
      }),
  }
}

function join(client: WebSocket, firefox: WebSocket, own: OwnCommands): void {
  const asked = new Map<number, string>()
  const early: string[] = []
  const forward = (text: string) => {
    if (firefox.readyState === WebSocket.OPEN) firefox.send(text)
    else early.push(text)
  }
  firefox.on('open', () => {
    for (const text of early.splice(0)) firefox.send(text)
  })
  client.on('message', data => {
    const { id, method } = JSON.parse(String(data)) as Message
    if (id !== undefined && method !== undefined) asked.set(id, method)
    forward(String(data))
  })
  firefox.on('message', data => {
    const message = JSON.parse(String(data)) as Message
    if (own.take(message)) return
    const method = asked.get(message.id ?? -1)
    asked.delete(message.id ?? -1)
    if (method === 'session.new' && message.type === 'success') own.begin(forward)
    client.send(isSuperfluous(method, message) ? success(message.id) : String(data))
  })
  firefox.on('error', () => client.terminate())
  firefox.on('close', () => client.close())
  client.on('close', () => firefox.close())
}

/** Playwright emulates at every start what Firefox ESR 153 does not know yet, always with the value that is there anyway. */
function isSuperfluous(method: string | undefined, { error }: Message): boolean {
  return error === 'unknown command' && method?.startsWith('emulation.') === true
}

const success = (id: number | undefined) => JSON.stringify({ type: 'success', id, result: {} })

interface OwnCommands {
  send<Result>(method: string, parameters: object): Promise<Result>
  /** The session is there. */
  begin(forward: (text: string) => void): void
  /** Whether a message answers a command of ours. */
  take(message: Message): boolean
  /** Nothing is answered any more. */
  end(): void
}

function createOwnCommands(): OwnCommands {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const session = Promise.withResolvers<(text: string) => void>()
  session.promise.catch(() => undefined)
  let last = firstOwnId
  return {
    async send<Result>(method: string, parameters: object) {
      const forward = await session.promise
      const id = ++last
      const answer = Promise.withResolvers<unknown>()
      waiting.set(id, answer)
      forward(JSON.stringify({ id, method, params: parameters }))
      return (await answer.promise) as Result
    },
    begin: session.resolve,
    take({ id = -1, type, result, error, message }) {
      const answer = waiting.get(id)
      waiting.delete(id)
      if (type === 'success') answer?.resolve(result)
      else answer?.reject(new Error(`${error}: ${message}`))
      return answer !== undefined
    },
    end() {
      const gone = new Error('The browser is gone.')
      session.reject(gone)
      for (const { reject } of waiting.values()) reject(gone)
      waiting.clear()
    },
  }
}
