import type { JWK } from 'jose'
import { sha256Now, toBase64Url } from './bytes.ts'

/** Thumbprint of a P-256 public key (RFC 7638): SHA-256 over its required members, base64url. */
export function thumbprintOf({ crv, kty, x, y }: JWK): string {
  return toBase64Url(sha256Now(new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }))))
}
