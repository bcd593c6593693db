import { checkProof, type ErrorCode, type TokenClaims, type VerifySignature } from '@weaklayer/wire'
import type { RequestHead } from '../routes/request-head.ts'
import type { CheckToken } from './check-token.ts'

export type Authorization =
  | { status: 'ok'; claims: TokenClaims }
  | { status: 'refused'; code: ErrorCode; message: string }

/** The token of `Authorization: Bearer <token>`; undefined where the header is missing or says something else. */
export function bearerToken(request: RequestHead): string | undefined {
  return /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

export interface AuthorizeOptions {
  checkToken: CheckToken
  nowMs: number
  verifySignature: VerifySignature
  /** Whether the sensor must prove its key at every request. */
  proof: 'off' | 'required'
}

/** Says who sent a request. What is wrong with a token is never told beyond its code. */
export async function authorize(request: RequestHead, options: AuthorizeOptions): Promise<Authorization> {
  const token = bearerToken(request)
  if (token === undefined) return refused('TOKEN_MISSING', 'the request has no bearer token')
  const check = options.checkToken(token, options.nowMs)
  if (check.status === 'expired') return refused('TOKEN_EXPIRED', 'the token has ended')
  if (check.status === 'invalid') return refused('TOKEN_INVALID', 'the token is not one of this gateway')
  if (check.status === 'revoked') return refused('SENSOR_REVOKED', 'this sensor is let in no longer')
  if (options.proof === 'off') return { status: 'ok', claims: check.claims }
  return await checkBound(request, check.claims, options)
}

async function checkBound(request: RequestHead, claims: TokenClaims, by: ProofTerms): Promise<Authorization> {
  const proof = await requestProof(request, by)
  if (proof.status === 'refused') return proof
  if (proof.status === 'none') return refused('PROOF_INVALID', 'this gateway demands a proof (header DPoP)')
  if (proof.thumbprint !== claims.cnf?.jkt)
    return refused('PROOF_INVALID', 'the proof is of another key than the token')
  return { status: 'ok', claims }
}

export type RequestProof =
  | { status: 'none' }
  | { status: 'valid'; thumbprint: string; publicKey: JsonWebKey }
  | { status: 'refused'; code: 'PROOF_INVALID' | 'CLOCK_SKEW'; message: string }

type JsonWebKey = Extract<Awaited<ReturnType<typeof checkProof>>, { status: 'valid' }>['publicKey']

type ProofTerms = Pick<AuthorizeOptions, 'nowMs' | 'verifySignature'>

/** Checks the proof of RFC 9449 that a request carries in its header `DPoP`. */
export async function requestProof(
  request: RequestHead,
  { nowMs, verifySignature }: ProofTerms,
): Promise<RequestProof> {
  const proof = request.headers.dpop
  if (proof === undefined) return { status: 'none' }
  if (typeof proof !== 'string') return refused('PROOF_INVALID', 'the header DPoP is there more than once')
  const sent = {
    method: request.method ?? '',
    url: request.url?.split('?')[0] ?? '',
    nowSeconds: Math.floor(nowMs / 1000),
  }
  const check = await checkProof(proof, sent, verifySignature)
  if (check.status === 'valid') return check
  if (check.status === 'invalid') return refused('PROOF_INVALID', `the proof is refused: ${check.message}`)
  return refused('CLOCK_SKEW', `the proof's time is ${Math.abs(check.offsetSeconds)} s from the gateway's`)
}

function refused<Code extends ErrorCode>(code: Code, message: string) {
  return { status: 'refused' as const, code, message }
}
