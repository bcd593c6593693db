import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { type GatewayConfig, pastSecretOf } from '@weaklayer/wire'

type TokenSecrets = GatewayConfig['sensor']['token']['secrets']

export interface TokenKey {
  /** Names the secret in a token's header. It is made from a hash, so it says nothing about the secret. */
  kid: string
  key: KeyObject
}

/** The secret that signs, and all that are accepted. */
export interface TokenKeys {
  current: TokenKey
  /** Current first, then the past ones. */
  all: readonly TokenKey[]
  byKid: ReadonlyMap<string, TokenKey>
  /** When the first of them ends, microseconds since 1970 UTC; Infinity where none does. */
  endsUs: number
}

/** Makes the keys; past secrets that have ended by `nowUs` are left out. */
export function createTokenKeys(secrets: TokenSecrets, nowUs = 0): TokenKeys {
  const current = tokenKeyOf(secrets.current)
  const past = secrets.past.map(pastSecretOf).filter(({ notAfter = Infinity }) => nowUs <= notAfter)
  const all = [current, ...past.map(({ secret }) => tokenKeyOf(secret))]
  const endsUs = Math.min(...past.map(({ notAfter = Infinity }) => notAfter))
  return { current, all, byKid: new Map(all.map(one => [one.kid, one])), endsUs }
}

function tokenKeyOf(secret: string): TokenKey {
  const bytes = Buffer.from(secret, 'base64')
  const kid = createHash('sha256')
    .update('weaklayer token kid')
    .update(bytes)
    .digest('base64url')
    .slice(0, 12)
  return { kid, key: createSecretKey(bytes) }
}
