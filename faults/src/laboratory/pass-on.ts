import { type IncomingHttpHeaders, request } from 'node:http'
import type { FrontRequest } from './front.ts'

interface Reply {
  status: number
  headers: IncomingHttpHeaders
  body: Buffer
}

/** Hands a request to a gateway; undefined when no whole answer came. */
export function passOn(sent: FrontRequest, port: number): Promise<Reply | undefined> {
  return new Promise(resolve => {
    const onward = request(optionsOf(sent, port), reply => {
      const chunks: Buffer[] = []
      reply.on('data', chunk => chunks.push(chunk))
      reply.on('error', () => resolve(undefined))
      reply.on('end', () => {
        const status = reply.statusCode ?? 502
        sent.answers.push({ status, atMs: performance.now() })
        resolve({ status, headers: reply.headers, body: Buffer.concat(chunks) })
      })
    })
    onward.on('error', () => resolve(undefined))
    onward.end(sent.body)
  })
}

/** Hands over the head of a request and half of its body, then cuts the connection. */
export function tearRequest(sent: FrontRequest, port: number): Promise<void> {
  return new Promise(resolve => {
    const onward = request(optionsOf(sent, port))
    onward.on('error', () => resolve())
    onward.on('close', () => resolve())
    onward.write(sent.body.subarray(0, Math.floor(sent.body.length / 2)), () => onward.destroy())
  })
}

/** A connection of its own for each: one that the gateway closes meanwhile would fail by itself. */
function optionsOf({ method, path, headers, body }: FrontRequest, port: number) {
  const { 'transfer-encoding': _, ...rest } = headers
  const whole = { ...rest, connection: 'close', 'content-length': String(body.length) }
  return { host: '127.0.0.1', port, method, path, agent: false, headers: whole }
}
