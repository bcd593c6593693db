import { SignJWT } from 'jose'
import type { TokenKeys } from './token-keys.ts'

export interface TokenSubject {
  group: string
  sensor: string
  /** Thumbprint of the sensor's public key; a first-generation sensor has none. */
  thumbprint?: string | undefined
}

export interface IssuedToken {
  token: string
  issuedAtUs: number
  expiresAtUs: number
}

export interface TokenLife {
  nowMs: number
  durationUs: number
}

/** Signs a token for a sensor with the current secret. */
export async function issueToken(
  keys: TokenKeys,
  subject: TokenSubject,
  life: TokenLife,
): Promise<IssuedToken> {
  const issuedAt = Math.floor(life.nowMs / 1000)
  const expiresAt = issuedAt + Math.floor(life.durationUs / 1_000_000)
  const { group, sensor, thumbprint } = subject
  const bound = thumbprint === undefined ? {} : { cnf: { jkt: thumbprint } }
  const token = await new SignJWT({ group, sensor, ...bound })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: keys.current.kid })
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(keys.current.key)
  return { token, issuedAtUs: issuedAt * 1_000_000, expiresAtUs: expiresAt * 1_000_000 }
}
