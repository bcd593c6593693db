import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import { bearerToken } from '../identity/authorize.ts'
import { createRateLimit } from '../rates/rate-limit.ts'
import { senderOf } from '../rates/sender.ts'
import type { AdminErrorCode } from './admin-errors.ts'

export interface AdminRefusal {
  code: AdminErrorCode
  message: string
  retryAfterMs?: number
}

/** Says why a request is refused; undefined for an administrator. */
export type AdmitAdministrator = (
  request: FastifyRequest,
  token: string | undefined,
) => AdminRefusal | undefined

const failuresPerMinute = 10
const mostAddresses = 10_000

/**
 * Makes the check of administrators. The right token is let in also while its address has failed too often: the token cannot
 * be guessed, and nobody should be able to lock administrators out.
 */
export function createAdmission(clock: Clock): AdmitAdministrator {
  const rate = {
    amount: failuresPerMinute,
    burst: failuresPerMinute,
    periodMs: 60_000,
    mostKeys: mostAddresses,
  }
  const failures = createRateLimit(rate, clock)
  return (request, token) => {
    if (token === undefined)
      return { code: 'ADMIN_TOKEN_UNSET', message: 'this gateway has no token for administrators' }
    const given = bearerToken(request)
    if (given !== undefined && isSame(given, token)) return undefined
    const retryAfterMs = failures.take(senderOf(request.ip))
    if (retryAfterMs > 0) {
      const message = 'too many requests of this address had a wrong token or none'
      return { code: 'ADMIN_RATE_LIMITED', message, retryAfterMs }
    }
    return given === undefined
      ? { code: 'ADMIN_TOKEN_MISSING', message: 'the request has no bearer token' }
      : { code: 'ADMIN_TOKEN_WRONG', message: 'the token is not the one of administrators' }
  }
}

/** Of equal length whatever is given, so that the time tells nothing. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
