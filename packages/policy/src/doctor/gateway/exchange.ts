import { X509Certificate } from 'node:crypto'
import http, { type IncomingMessage, type RequestOptions } from 'node:http'
import https from 'node:https'
import { type DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { Answer, Exchange, Network, TlsFacts } from './network.ts'
import { proxyFor } from './proxy.ts'

export interface Request {
  url: URL
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** Go on although the certificate is not trusted: to look at it. Never with a secret. */
  acceptAnyCertificate?: boolean
  /** Most bytes of the answer; more is an error. */
  mostBytes: number
}

/** Sends one request on a connection of its own, follows nothing, and says what came of it. */
export async function exchange(request: Request, network: Network): Promise<Exchange> {
  const agent = agentFor(request, network)
  try {
    return { status: 'answered', answer: await send(request, { agent, network }) }
  } catch (error) {
    return failureOf(error)
  } finally {
    agent.destroy()
  }
}

function agentFor({ url, acceptAnyCertificate }: Request, { authorities }: Network): http.Agent {
  const proxy = proxyFor(url)?.url
  const options = { proxyEnv: proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } }
  if (url.protocol === 'http:') return new http.Agent(options)
  return new https.Agent({
    ...options,
    ca: [...authorities],
    minVersion: 'TLSv1.2',
    rejectUnauthorized: acceptAnyCertificate !== true,
  })
}

interface Sending {
  agent: http.Agent
  network: Network
}

function send(request: Request, { agent, network }: Sending): Promise<Answer> {
  const { url, method = 'GET', headers = {}, body, mostBytes } = request
  const options: RequestOptions = {
    agent,
    method,
    headers: { 'cache-control': 'no-cache', 'accept-encoding': 'identity', ...headers },
    signal: AbortSignal.timeout(network.timeoutMs),
  }
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'http:' ? http : https).request(url, options, response => {
      const tls = tlsFacts(response)
      readBody(response, mostBytes).then(
        bytes =>
          resolve({
            statusCode: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes,
            ...(tls && { tls }),
          }),
        reject,
      )
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function readBody(response: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > mostBytes) throw Object.assign(new Error('too large'), { code: 'ANSWER_TOO_LARGE' })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failureOf(error: unknown): Exchange {
  const { code, name, statusCode, reason } = error as {
    code?: unknown
    name?: unknown
    statusCode?: unknown
    reason?: unknown
  }
  if (name === 'TimeoutError' || name === 'AbortError') return { status: 'failed', reason: 'ETIMEDOUT' }
  const openssl = typeof reason === 'string' ? reason : undefined
  return {
    status: 'failed',
    reason: typeof code === 'string' ? code : (openssl ?? 'unknown'),
    ...(typeof statusCode === 'number' && { proxyStatus: statusCode }),
  }
}

function tlsFacts({ socket }: IncomingMessage): TlsFacts | undefined {
  if (!(socket instanceof TLSSocket)) return undefined
  const chain = chainOf(socket.getPeerCertificate(true))
  const [certificate] = chain
  if (certificate === undefined) return undefined
  const error = socket.authorizationError as unknown
  // A wrong name is judged by itself: OpenSSL's verdict on the chain is another one.
  const chainError =
    error === undefined || error === null ? undefined : String((error as { code?: unknown }).code ?? error)
  const isName = chainError === 'ERR_TLS_CERT_ALTNAME_INVALID'
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    certificate,
    chain,
    ...(chainError !== undefined && !isName && { chainError }),
  }
}

function chainOf(leaf: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = []
  let next: DetailedPeerCertificate | undefined = leaf
  while (next?.raw !== undefined && chain.length < 10) {
    chain.push(new X509Certificate(next.raw))
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate
  }
  return chain
}
