import type { JWK } from 'jose'
import { bytesToUuid, fromBase64Url, sha256Now, uuidBytes } from './bytes.ts'
import { thumbprintOf } from './thumbprint.ts'

/**
 * The id of a sensor: a UUID of version 8 (RFC 9562) from SHA-256 over the 16 bytes of the group and the 32 bytes
 * of the public key's thumbprint (RFC 7638). The same key gets the same id from every gateway; another group
 * gives another id.
 */
export async function sensorId(group: string, publicKey: JWK): Promise<string> {
  return sensorIdOf(group, thumbprintOf(publicKey))
}

/** The same from the thumbprint, base64url. */
export function sensorIdOf(group: string, thumbprint: string): string {
  const id = sha256Now(uuidBytes(group), fromBase64Url(thumbprint) ?? new Uint8Array()).slice(0, 16)
  id[6] = 0x80 | ((id[6] ?? 0) & 0x0f)
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f)
  return bytesToUuid(id)
}
