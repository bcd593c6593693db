import type { GatewayAnswer, GatewayRequest, Transport } from '../delivery/transport.ts'

/** A worker may be stopped after 30 s. */
const limitMs = 25_000
/** Longer bodies are no gateway's. */
const mostCharacters = 1024 * 1024

/** Sends with fetch: no cookies, no cache, no redirect followed. */
export const fetchTransport: Transport = {
  async send(request) {
    const signal = AbortSignal.timeout(limitMs)
    try {
      return await answered(request, signal)
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException)) throw error
      return { status: 'failed', reason: signal.aborted ? 'timeout' : 'network' }
    }
  },
}

async function answered(request: GatewayRequest, signal: AbortSignal): Promise<GatewayAnswer> {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  })
  // Of a redirect that is not followed, the browser tells nothing but that it is one.
  if (response.type === 'opaqueredirect') return { status: 'answered', http: 302, body: '' }
  const retryAfter = response.headers.get('Retry-After')
  const date = response.headers.get('Date')
  return {
    status: 'answered',
    http: response.status,
    body: await boundedText(response),
    ...(retryAfter === null ? {} : { retryAfter }),
    ...(date === null ? {} : { date }),
  }
}

async function boundedText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value
    if (text.length > mostCharacters) {
      await reader.cancel()
      return text.slice(0, mostCharacters)
    }
  }
  return text
}
