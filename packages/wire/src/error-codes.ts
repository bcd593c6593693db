import * as z from 'zod'
import { text } from './field.ts'

interface ErrorAnswer {
  status: number
  todo: string
}

/** Every error that the gateway's sensor API answers, with what the reader should do. */
export const errorCodes = {
  BATCH_UNREADABLE: {
    status: 400,
    todo: 'Send a gzip or plain JSON array of events with one epoch and ascending seq.',
  },
  REQUEST_UNREADABLE: { status: 400, todo: 'Send a request that is readable as HTTP/1.1.' },
  KEY_INVALID: {
    status: 400,
    todo: 'Send an install key whose checksum matches, as `weaklayer key` prints it.',
  },
  TOKEN_MISSING: { status: 401, todo: 'Enrol at /install and send the token as `Authorization: Bearer`.' },
  TOKEN_INVALID: { status: 401, todo: 'Enrol again at /install.' },
  TOKEN_EXPIRED: { status: 401, todo: 'Enrol again at /install.' },
  PROOF_INVALID: { status: 401, todo: "Send a fresh proof made with the sensor's own key." },
  CLOCK_SKEW: { status: 401, todo: 'Set the clock, or make the proof with the time of the Date header.' },
  KEY_REFUSED: { status: 403, todo: 'Configure an install key that this gateway has a verifier for.' },
  SENSOR_REVOKED: {
    status: 403,
    todo: 'An administrator revoked this sensor; remove it from the revocation list to let it in.',
  },
  NOT_FOUND: { status: 404, todo: 'Check the address: the routes are /install and /events.' },
  METHOD_NOT_ALLOWED: { status: 405, todo: 'Use POST for /install and /events.' },
  HTTPS_REQUIRED: { status: 405, todo: 'Use https; this port only sends browsers there.' },
  REQUEST_TIMEOUT: { status: 408, todo: 'Send the request again, faster.' },
  SEQ_CONFLICT: { status: 409, todo: 'Start a new epoch: an id of this one was used with other content.' },
  BODY_TOO_LARGE: { status: 413, todo: 'Send less in one request.' },
  BATCH_TOO_LARGE: { status: 413, todo: 'Send fewer events in one request.' },
  CONTENT_TYPE_UNSUPPORTED: {
    status: 415,
    todo: 'Send `Content-Type: application/json`, plain or with `Content-Encoding: gzip`.',
  },
  HOST_NOT_SERVED: { status: 421, todo: "Use a name of the gateway's certificate." },
  HEADERS_TOO_LARGE: { status: 431, todo: 'Send smaller headers.' },
  RATE_LIMITED: { status: 429, todo: 'Wait as Retry-After says.' },
  INTERNAL: { status: 500, todo: "Try again later; the gateway's log has the reason." },
  OUTPUT_UNAVAILABLE: { status: 503, todo: 'Wait as Retry-After says; the gateway cannot store events now.' },
  OVERLOADED: { status: 503, todo: 'Wait as Retry-After says.' },
  DRAINING: { status: 503, todo: 'Wait as Retry-After says; this gateway is stopping.' },
} as const satisfies Record<string, ErrorAnswer>

export type ErrorCode = keyof typeof errorCodes

/** Body of every answer that is not 200. An answer with another body is not the gateway's. */
export const errorAnswer = z
  .looseObject({
    code: text.describe('Stable code, see docs/errors.md.'),
    message: text.describe('What failed and what was expected.'),
    todo: text.describe('What to do about it.'),
  })
  .meta({ title: 'ErrorAnswer', description: 'Body of every answer that is not 200.' })

export type ErrorBody = z.infer<typeof errorAnswer>

/** The body for a code: the message says what failed, the code what to do. */
export function errorBody(code: ErrorCode, message: string): ErrorBody {
  return { code, message, todo: errorCodes[code].todo }
}
