import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { takeUpload, type UploadOutcome } from '../routes/events.ts'
import { originHeaders } from '../routes/extension-origin.ts'
import { type Answer, answerOf, paced, refused } from '../routes/refuse.ts'
import { systemCode } from '../start-error.ts'
import type { GatewayParts } from './gateway-parts.ts'

const uploadPath = /^\/events(?:\?|$)/

export function isUpload({ method, url }: IncomingMessage): boolean {
  return method === 'POST' && url !== undefined && uploadPath.test(url)
}

/** Answers POST /events without the framework, which would take as long for a batch of 50 events as storing it. */
export function createUploadHandler(parts: GatewayParts): RequestListener {
  return (request, response) => {
    const beganMs = performance.now()
    void answerUpload(request, response, parts).then(code => {
      const { statusCode: status } = response
      const tookMs = performance.now() - beganMs
      const fact = { method: 'POST', route: '/events', status, code, tookMs }
      parts.metrics.answered(fact)
      parts.log.debug(fact, 'answered')
    })
  }
}

/** Resolves with the code of an error answer. */
async function answerUpload(
  request: IncomingMessage,
  response: ServerResponse,
  parts: GatewayParts,
): Promise<string | undefined> {
  const sending: Sending = { request, response, date: {} }
  const outcome = await outcomeOf(sending, parts)
  if (outcome.status === 'aborted') return undefined
  const last = parts.isDraining() ? { connection: 'close' } : {}
  if (outcome.status === 'stored') {
    send(sending, { status: 200, headers: last, body: outcome.answer })
    return undefined
  }
  const answer = await answerOf(request, outcome)
  if (answer !== undefined) send(sending, { ...answer, headers: { ...answer.headers, ...last } })
  return outcome.code
}

interface Sending {
  request: IncomingMessage
  response: ServerResponse
  /** The header, by the gateway's clock. */
  date: { date?: string }
}

async function outcomeOf(sending: Sending, parts: GatewayParts): Promise<UploadOutcome> {
  try {
    sending.date = { date: new Date(parts.clock.nowMs()).toUTCString() }
    if (parts.isHurried()) return paced(refused('DRAINING', 'this gateway is stopping'), parts.load)
    return await takeUpload(sending.request, parts)
  } catch (error) {
    parts.log.error({ code: systemCode(error), err: error }, 'a request failed inside the gateway')
    return refused('INTERNAL', 'the gateway failed')
  }
}

function send({ request, response, date }: Sending, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return
  const text = JSON.stringify(body)
  const all = {
    ...date,
    ...originHeaders(request),
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  }
  response.writeHead(status, all).end(text)
}
