import { createServer, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { passOn, tearRequest } from './pass-on.ts'

/** What the front itself answers. */
export interface FrontAnswer {
  status: number
  headers?: OutgoingHttpHeaders
  body?: string
}

/**
 * What the front does with a request.
 * - `pass`: hands it to the gateway, and the answer back.
 * - `lose`: lets the gateway answer and then cuts the connection.
 * - `cut`: cuts the connection; the gateway sees nothing. `tear`: the gateway sees half of the body.
 * - `double`: hands it to the gateway twice at once, and the later answer back.
 * - `hang`: lets the gateway answer and keeps that to itself.
 * - `portal`: answers as a captive portal.
 * - `delayMs`: hands it over so much later. `lateMs`: so does it, but cuts the sender off at once.
 */
export type FrontBehaviour =
  | 'pass'
  | 'lose'
  | 'portal'
  | 'cut'
  | 'tear'
  | 'double'
  | 'hang'
  | { delayMs: number }
  | { lateMs: number }
  | FrontAnswer

export interface FrontRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Buffer
  behaviour: FrontBehaviour
  /** The gateway's answers so far. */
  answers: GatewayReply[]
}

interface GatewayReply {
  status: number
  /** When it came, on the process's own clock. */
  atMs: number
}

export interface Front {
  port: number
  requests: FrontRequest[]
  /** Decides for each request; the default passes everything on. */
  decide: (method: string, path: string, request: FrontRequest) => FrontBehaviour
  /** Where requests go; may change while it runs, also in `decide`. */
  target: { port: number }
  close(): Promise<void>
}

/** Starts a scripted reverse proxy in front of a gateway. */
export async function startFront(targetPort: number): Promise<Front> {
  const server = createServer((incoming, answer) => {
    void collect(incoming).then(
      body => handle({ incoming, answer, body }),
      // The sender went away in the middle of its body.
      () => incoming.socket.destroy(),
    )
  })
  const front: Front = {
    port: 0,
    requests: [],
    decide: () => 'pass',
    target: { port: targetPort },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  front.port = (server.address() as AddressInfo).port
  return front

  async function handle({ incoming, answer, body }: Exchange): Promise<void> {
    const { method = '', url: path = '', headers } = incoming
    const request: FrontRequest = { method, path, headers, body, behaviour: 'pass', answers: [] }
    request.behaviour = front.decide(method, path, request)
    front.requests.push(request)
    await act({ incoming, answer, request, port: front.target.port })
  }
}

interface Exchange {
  incoming: IncomingMessage
  answer: ServerResponse
  body: Buffer
}

interface Act {
  incoming: IncomingMessage
  answer: ServerResponse
  request: FrontRequest
  port: number
}

const portalAnswer: FrontAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>Sign in to the network</body></html>',
}

async function act(exchange: Act): Promise<void> {
  const { incoming, answer, request, port } = exchange
  const { behaviour } = request
  if (typeof behaviour === 'object') return await actLater(exchange, behaviour)
  switch (behaviour) {
    case 'portal':
      return say(answer, portalAnswer)
    case 'cut':
      return void incoming.socket.destroy()
    case 'tear':
      await tearRequest(request, port)
      return void incoming.socket.destroy()
    case 'lose':
      await passOn(request, port)
      return void incoming.socket.destroy()
    case 'hang':
      return void (await passOn(request, port))
    case 'double': {
      const [, later] = await Promise.all([passOn(request, port), passOn(request, port)])
      return giveBack(exchange, later)
    }
    case 'pass':
      return giveBack(exchange, await passOn(request, port))
  }
}

async function actLater(
  exchange: Act,
  behaviour: FrontAnswer | { delayMs: number } | { lateMs: number },
): Promise<void> {
  const { incoming, answer, request, port } = exchange
  if ('status' in behaviour) return say(answer, behaviour)
  if ('lateMs' in behaviour) {
    incoming.socket.destroy()
    await delay(behaviour.lateMs)
    await passOn(request, port)
    return
  }
  await delay(behaviour.delayMs)
  giveBack(exchange, await passOn(request, port))
}

function say(answer: ServerResponse, { status, headers = {}, body = '' }: FrontAnswer): void {
  answer.writeHead(status, headers).end(body)
}

/** A gateway that gave no answer looks the same from outside. */
function giveBack({ incoming, answer }: Act, reply: Awaited<ReturnType<typeof passOn>>): void {
  if (reply === undefined) incoming.socket.destroy()
  else answer.writeHead(reply.status, reply.headers).end(reply.body)
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
