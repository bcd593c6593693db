import { expect, test } from 'vitest'
import { type ErrorCode, errorAnswer, errorBody, errorCodes } from './error-codes.ts'

/** The table of status codes in the design of the wire. */
const statuses: Partial<Record<ErrorCode, number>> = {
  BATCH_UNREADABLE: 400,
  KEY_INVALID: 400,
  TOKEN_MISSING: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  PROOF_INVALID: 401,
  CLOCK_SKEW: 401,
  KEY_REFUSED: 403,
  SENSOR_REVOKED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  SEQ_CONFLICT: 409,
  BODY_TOO_LARGE: 413,
  BATCH_TOO_LARGE: 413,
  CONTENT_TYPE_UNSUPPORTED: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  OUTPUT_UNAVAILABLE: 503,
  OVERLOADED: 503,
  DRAINING: 503,
}

test.each(Object.entries(statuses))('%s has the status %i of the table', (code, status) => {
  expect(errorCodes[code as ErrorCode].status).toBe(status)
})

test.each(Object.keys(errorCodes) as ErrorCode[])(
  'the body of %s is an error answer with something to do',
  code => {
    const body = errorBody(code, 'what failed')
    expect(errorAnswer.parse(body)).toEqual({ code, message: 'what failed', todo: errorCodes[code].todo })
    expect(body.todo).toMatch(/^[A-Z].*[.!]$/)
  },
)
