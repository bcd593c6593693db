import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the front does with a request. `lose` lets the gateway answer and then cuts the connection. */
type FrontBehaviour = 'pass' | 'lose' | 'portal' | 'cut'

interface FrontRequest {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Buffer
  behaviour: FrontBehaviour
}

export interface Front {
  port: number
  requests: FrontRequest[]
  /** Decides for each request; the default passes everything on. */
  decide: (method: string, path: string) => FrontBehaviour
  /** Where requests go; may change while it runs. */
  target: { port: number }
  close(): Promise<void>
}

/** Starts a scripted reverse proxy in front of a gateway: it loses answers, cuts requests, or plays a captive portal. */
export async function startFront(targetPort: number): Promise<Front> {
  const server = createServer((incoming, answer) => {
    void collect(incoming).then(body => handle({ incoming, answer, body }))
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
    const method = incoming.method ?? ''
    const path = incoming.url ?? ''
    const behaviour = front.decide(method, path)
    front.requests.push({ method, path, headers: incoming.headers, body, behaviour })
    if (behaviour === 'cut') return void incoming.socket.destroy()
    if (behaviour === 'portal') return portal(answer)
    await forward({ incoming, answer, body }, front.target.port, behaviour === 'lose')
  }
}

interface Exchange {
  incoming: IncomingMessage
  answer: ServerResponse
  body: Buffer
}

async function collect(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function portal(answer: ServerResponse): void {
  answer
    .writeHead(200, { 'content-type': 'text/html' })
    .end('<html><body>Sign in to the network</body></html>')
}

function forward({ incoming, answer, body }: Exchange, port: number, lose: boolean): Promise<void> {
  return new Promise(resolve => {
    const options = {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    }
    const onward = request(options, reply => {
      void collect(reply).then(replyBody => {
        if (lose) incoming.socket.destroy()
        else answer.writeHead(reply.statusCode ?? 502, reply.headers).end(replyBody)
        resolve()
      })
    })
    onward.on('error', () => {
      incoming.socket.destroy()
      resolve()
    })
    onward.end(body)
  })
}
