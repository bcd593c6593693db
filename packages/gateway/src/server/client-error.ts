import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ErrorCode, errorBody, errorCodes } from '@weaklayer/wire'
import { systemCode } from '../start-error.ts'

/** How long a refused sender may take to read its answer. */
const lingerMs = 1000

/** Answers what never became a request: headers too slow or too large, a body too slow, no HTTP at all. */
export function answerClientError(error: Error, socket: Duplex): void {
  if (systemCode(error) === 'ECONNRESET' || !socket.writable || hasAnswered(socket)) {
    socket.destroy()
    return
  }
  const { code, message } = refusalOf(systemCode(error))
  const { status } = errorCodes[code]
  const body = JSON.stringify(errorBody(code, message))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  setTimeout(() => socket.destroy(), lingerMs).unref()
}

function refusalOf(code: string): { code: ErrorCode; message: string } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'REQUEST_TIMEOUT', message: 'the request took too long' }
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'HEADERS_TOO_LARGE', message: 'the headers are too large' }
    default:
      return { code: 'REQUEST_UNREADABLE', message: 'this is not readable as HTTP' }
  }
}

/** Node keeps the answer that a connection works on; two answers to one request would confuse the sender. */
function hasAnswered(socket: Duplex): boolean {
  return (socket as { _httpMessage?: { headersSent: boolean } })._httpMessage?.headersSent === true
}
