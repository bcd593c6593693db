import {
  type CryptoKey,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose'
import { fromBase64Url } from './bytes.ts'
import { thumbprintOf } from './thumbprint.ts'

/** How far a proof's time may be from the gateway's: 24 hours, in seconds. */
export const proofWindowSeconds = 86_400

/** Most characters of a proof; a real one has about 500. */
const proofLength = 4096

export interface ProofRequest {
  method: string
  /** Address of the request, whole or from its path on; only the path is compared, since load balancers rewrite hosts. */
  url: string
  /** Seconds since 1970 UTC, by the clock of whoever makes or checks the proof. */
  nowSeconds: number
}

export interface SensorKeyPair {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

/** Makes a sensor's P-256 key pair; scripts cannot export the private key. */
export async function makeSensorKeyPair(): Promise<SensorKeyPair> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  return { privateKey: pair.privateKey, publicKey: pair.publicKey }
}

/** The public key as a JSON Web Key with its required members only. */
export async function publicJwk(publicKey: CryptoKey): Promise<JWK> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty, crv, x, y } as JWK
}

/** Makes the proof of RFC 9449 (header `DPoP`) that the sender holds the private key. */
export async function makeProof(pair: SensorKeyPair, request: ProofRequest): Promise<string> {
  const htu = request.url.replace(/[?#].*$/s, '')
  return await new SignJWT({ htm: request.method, htu, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await publicJwk(pair.publicKey) })
    .setIssuedAt(Math.floor(request.nowSeconds))
    .sign(pair.privateKey)
}

/**
 * What a proof is worth.
 * - `valid`: whoever sent it holds the private key of `publicKey`.
 * - `clock_skew`: it verifies, but its time is too far off; `offsetSeconds` added to the sender's clock is right.
 * - `invalid`: `message` says why, and repeats nothing of the proof.
 */
export type ProofCheck =
  | { status: 'valid'; publicKey: JWK; thumbprint: string }
  | { status: 'clock_skew'; offsetSeconds: number }
  | { status: 'invalid'; message: string }

/** Says whether an ES256 signature (64 bytes, as JSON Web Signatures have it) over text is of a public key. */
export type VerifySignature = (
  publicKey: JWK,
  signed: string,
  signature: Uint8Array<ArrayBuffer>,
) => boolean | Promise<boolean>

/**
 * Checks a proof (RFC 9449, section 4.3) against the request that carried it; `jti` is not remembered.
 * `verifySignature` may be quicker than Web Crypto where a program has something better. @default Web Crypto
 */
export async function checkProof(
  proof: string,
  request: ProofRequest,
  verifySignature: VerifySignature = verifyByWebCrypto,
): Promise<ProofCheck> {
  if (proof.length > proofLength) return invalidProof(`it is longer than ${proofLength} characters`)
  const read = readProof(proof)
  if (read === undefined || !(await verifySignature(read.publicKey, read.signed, read.signature)))
    return invalidProof('it is not a proof that verifies')
  const { payload, publicKey } = read
  if (payload.htm !== request.method) return invalidProof('htm names another method')
  if (pathOf(payload.htu) !== pathOf(request.url)) return invalidProof('htu names another path')
  if (typeof payload.jti !== 'string') return invalidProof('jti is missing')
  if (!Number.isFinite(payload.iat)) return invalidProof('iat is missing')
  const offsetSeconds = request.nowSeconds - (payload.iat as number)
  if (Math.abs(offsetSeconds) > proofWindowSeconds) return { status: 'clock_skew', offsetSeconds }
  return { status: 'valid', publicKey, thumbprint: thumbprintOf(publicKey) }
}

interface ReadProof {
  payload: JWTPayload
  publicKey: JWK
  signed: string
  signature: Uint8Array<ArrayBuffer>
}

/** What a proof says, if it has the one form that is accepted; its signature is not checked yet. */
function readProof(proof: string): ReadProof | undefined {
  try {
    const header = decodeProtectedHeader(proof)
    // An extension that we do not know could change what the signature means.
    const isOurs = header.alg === 'ES256' && header.typ === 'dpop+jwt' && header.crit === undefined
    const publicKey = isOurs ? publicKeyOf(header.jwk) : undefined
    const end = proof.lastIndexOf('.')
    const signature = fromBase64Url(proof.slice(end + 1))
    if (publicKey === undefined || signature?.length !== 64) return undefined
    return { payload: decodeJwt(proof), publicKey, signed: proof.slice(0, end), signature }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined
    throw error
  }
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

/** In browsers and in Node. */
export const verifyByWebCrypto: VerifySignature = async (publicKey, signed, signature) => {
  try {
    const key = await crypto.subtle.importKey('jwk', publicKey, ecdsa, false, ['verify'])
    return await crypto.subtle.verify(ecdsa, key, signature, new TextEncoder().encode(signed))
  } catch (error) {
    // A point that is not on the curve.
    if (error instanceof DOMException) return false
    throw error
  }
}

/** Base64url of 32 bytes in its one canonical spelling: a key has one thumbprint, and so one sensor id. */
const coordinate = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** The required members only; private key material makes it no public key. */
function publicKeyOf(jwk: JWK | undefined): JWK | undefined {
  const { kty, crv, x, y, d } = jwk ?? {}
  const canonical = coordinate.test(x ?? '') && coordinate.test(y ?? '')
  return kty === 'EC' && crv === 'P-256' && canonical && d === undefined
    ? ({ kty, crv, x, y } as JWK)
    : undefined
}

function invalidProof(message: string): ProofCheck {
  return { status: 'invalid', message }
}

function pathOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url, 'http://localhost')
    ? new URL(url, 'http://localhost').pathname
    : undefined
}
