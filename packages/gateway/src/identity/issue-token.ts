import { createHmac } from 'node:crypto'
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

/** Signs a token for a sensor with the current secret: HS256 in this turn, as tokens are checked. */
export function issueToken(keys: TokenKeys, subject: TokenSubject, life: TokenLife): IssuedToken {
  const issuedAt = Math.floor(life.nowMs / 1000)
  const expiresAt = issuedAt + Math.floor(life.durationUs / 1_000_000)
  const { group, sensor, thumbprint } = subject
  const bound = thumbprint === undefined ? {} : { cnf: { jkt: thumbprint } }
  const { kid, key } = keys.current
  const header = encode({ alg: 'HS256', typ: 'JWT', kid })
  const signed = `${header}.${encode({ group, sensor, ...bound, iat: issuedAt, nbf: issuedAt, exp: expiresAt })}`
  const token = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  return { token, issuedAtUs: issuedAt * 1_000_000, expiresAtUs: expiresAt * 1_000_000 }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
