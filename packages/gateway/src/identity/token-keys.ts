import { createHash, createSecretKey, type KeyObject } from 'node:crypto'

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
}

export function createTokenKeys(secrets: { current: string; past: readonly string[] }): TokenKeys {
  const current = tokenKeyOf(secrets.current)
  const all = [current, ...secrets.past.map(tokenKeyOf)]
  return { current, all, byKid: new Map(all.map(one => [one.kid, one])) }
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
