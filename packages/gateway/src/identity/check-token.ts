import { createHmac, timingSafeEqual } from 'node:crypto'
import { type TokenClaims, tokenClaims } from '@weaklayer/wire'
import { createRecentMap } from '../recent-map.ts'
import type { TokenKey, TokenKeys } from './token-keys.ts'

/** A revoked token is a valid one whose sensor is let in no longer. */
type TokenCheck =
  | { status: 'valid' | 'revoked'; claims: TokenClaims }
  | { status: 'expired' }
  | { status: 'invalid' }

export type CheckToken = (token: string, nowMs: number) => TokenCheck

const mostTokenBytes = 1024
/** Each takes about a kilobyte. */
const mostRemembered = 40_000
const toleranceSeconds = 60

const invalid: TokenCheck = { status: 'invalid' }

/** Makes the check of tokens: HS256 with a known secret, nothing else in the header, and `exp` required. */
export function createTokenCheck(keys: TokenKeys): CheckToken {
  const verified = createRecentMap<TokenClaims>(mostRemembered)
  return (token, nowMs) => {
    const known = verified.get(token)
    if (known !== undefined) return checkTimes(known, nowMs)
    const claims = verify(token, keys)
    if (claims === undefined) return invalid
    verified.set(token, claims)
    return checkTimes(claims, nowMs)
  }
}

/** Times are checked at every request, whether the token is remembered or not. */
function checkTimes(claims: TokenClaims, nowMs: number): TokenCheck {
  const nowSeconds = nowMs / 1000
  if (nowSeconds > claims.exp + toleranceSeconds) return { status: 'expired' }
  const begins = Math.max(claims.nbf ?? 0, claims.iat)
  return nowSeconds < begins - toleranceSeconds ? invalid : { status: 'valid', claims }
}

function verify(token: string, keys: TokenKeys): TokenClaims | undefined {
  const header = token.length <= mostTokenBytes ? readHeader(token) : undefined
  if (header === undefined) return undefined
  const isSigned = candidatesOf(header, keys).some(candidate => isSignedWith(token, candidate))
  return isSigned ? readClaims(token) : undefined
}

/** A token of the first Weaklayer has no kid: it is tried against every secret. */
function candidatesOf(header: { kid?: string }, keys: TokenKeys): readonly TokenKey[] {
  if (header.kid === undefined) return keys.all
  const named = keys.byKid.get(header.kid)
  return named === undefined ? [] : [named]
}

/** HS256 in this turn: through Web Crypto's threads a flood of forged tokens costs twenty times as much. */
function isSignedWith(token: string, { key }: TokenKey): boolean {
  const end = token.lastIndexOf('.')
  const expected = createHmac('sha256', key).update(token.slice(0, end)).digest('base64url')
  const given = token.slice(end + 1)
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected))
}

function readClaims(token: string): TokenClaims | undefined {
  const payload = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  const claims = tokenClaims.safeParse(payload)
  return claims.success ? claims.data : undefined
}

/** The header of a token, where it has exactly the members that this gateway or the first one writes. */
function readHeader(token: string): { kid?: string } | undefined {
  const parts = token.split('.')
  if (parts.length !== 3 || !parts.every(part => /^[\w-]+$/.test(part))) return undefined
  const header = parseObject(Buffer.from(parts[0] ?? '', 'base64url').toString())
  if (header === undefined) return undefined
  const { alg, typ, kid, ...others } = header
  const isExact = alg === 'HS256' && (typ === undefined || typ === 'JWT') && Object.keys(others).length === 0
  if (!isExact) return undefined
  if (kid === undefined) return {}
  return typeof kid === 'string' ? { kid } : undefined
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
