import { type TokenClaims, tokenClaims } from '@weaklayer/wire'
import { compactVerify } from 'jose'
import { createRecentMap } from '../recent-map.ts'
import type { TokenKey, TokenKeys } from './token-keys.ts'

/** A revoked token is a valid one whose sensor is let in no longer. */
type TokenCheck =
  | { status: 'valid' | 'revoked'; claims: TokenClaims }
  | { status: 'expired' }
  | { status: 'invalid' }

export type CheckToken = (token: string, nowMs: number) => Promise<TokenCheck>

const mostTokenBytes = 1024
const mostRemembered = 10_000
const toleranceSeconds = 60

const invalid: TokenCheck = { status: 'invalid' }

/** Makes the check of tokens: HS256 with a known secret, nothing else in the header, and `exp` required. */
export function createTokenCheck(keys: TokenKeys): CheckToken {
  const verified = createRecentMap<TokenClaims>(mostRemembered)
  return async (token, nowMs) => {
    const known = verified.get(token)
    if (known !== undefined) return checkTimes(known, nowMs)
    const claims = await verify(token, keys)
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

async function verify(token: string, keys: TokenKeys): Promise<TokenClaims | undefined> {
  const header = token.length <= mostTokenBytes ? readHeader(token) : undefined
  if (header === undefined) return undefined
  for (const candidate of candidatesOf(header, keys)) {
    const claims = await verifyWith(token, candidate)
    if (claims !== undefined) return claims
  }
  return undefined
}

/** A token of the first Weaklayer has no kid: it is tried against every secret. */
function candidatesOf(header: { kid?: string }, keys: TokenKeys): readonly TokenKey[] {
  if (header.kid === undefined) return keys.all
  const named = keys.byKid.get(header.kid)
  return named === undefined ? [] : [named]
}

async function verifyWith(token: string, { key }: TokenKey): Promise<TokenClaims | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: ['HS256'] })
    const claims = tokenClaims.safeParse(JSON.parse(new TextDecoder().decode(payload)))
    return claims.success ? claims.data : undefined
  } catch {
    // Whatever is wrong with it, it is not a token of ours; saying what would help only its forger.
    return undefined
  }
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
