import {
  type CryptoKey,
  calculateJwkThumbprint,
  EmbeddedJWK,
  errors,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'

/** How far a proof's time may be from the gateway's: 24 hours, in seconds. */
export const proofWindowSeconds = 86_400

export interface ProofRequest {
  method: string
  /** Full address of the request; only its path is compared, since load balancers rewrite hosts. */
  url: string
  nowSeconds: number
}

export interface SensorKeyPair {
  privateKey: CryptoKey
  publicKey: CryptoKey
}

/** Makes a sensor's P-256 key pair; the private key cannot be exported. */
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
  return await new SignJWT({ htm: request.method, htu: request.url, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await publicJwk(pair.publicKey) })
    .setIssuedAt(request.nowSeconds)
    .sign(pair.privateKey)
}

export type ProofCheck =
  | { status: 'valid'; publicKey: JWK; thumbprint: string }
  | { status: 'clock_skew'; offsetSeconds: number }
  | { status: 'invalid'; message: string }

/** Checks a proof against the request that carried it. */
export async function checkProof(proof: string, request: ProofRequest): Promise<ProofCheck> {
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms: ['ES256'],
      typ: 'dpop+jwt',
      currentDate: new Date(request.nowSeconds * 1000),
    })
    if (payload.htm !== request.method) return invalidProof('htm names another method')
    if (pathOf(payload.htu) !== pathOf(request.url)) return invalidProof('htu names another path')
    if (typeof payload.jti !== 'string') return invalidProof('jti is missing')
    if (typeof payload.iat !== 'number') return invalidProof('iat is missing')
    const offsetSeconds = request.nowSeconds - payload.iat
    if (Math.abs(offsetSeconds) > proofWindowSeconds) return { status: 'clock_skew', offsetSeconds }
    const publicKey = protectedHeader.jwk as JWK
    return { status: 'valid', publicKey, thumbprint: await calculateJwkThumbprint(publicKey, 'sha256') }
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      return invalidProof('it is not a proof that verifies')
    throw error
  }
}

function invalidProof(message: string): ProofCheck {
  return { status: 'invalid', message }
}

function pathOf(url: unknown): string | undefined {
  return typeof url === 'string' && URL.canParse(url, 'http://localhost')
    ? new URL(url, 'http://localhost').pathname
    : undefined
}
