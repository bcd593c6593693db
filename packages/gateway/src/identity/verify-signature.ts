import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { VerifySignature } from '@weaklayer/wire'

/**
 * ES256 in this turn: the way through Web Crypto's threads costs more than the check itself. Node imports a key from PEM in
 * less than half of the time that a JSON Web Key takes, and a signature in DER spares it an exception inside.
 */
export const verifySignature: VerifySignature = (publicKey, signed, signature) => {
  const key = keyOf(publicKey)
  if (key === undefined || signature.length !== 64) return false
  return verify('sha256', Buffer.from(signed), key, derOf(signature))
}

/** How a P-256 public key in SPKI begins (RFC 5480), up to its two coordinates. */
const spkiStart = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d03010703420004', 'hex')

/** Undefined for a point that is not on the curve. */
function keyOf({ x = '', y = '' }: Parameters<VerifySignature>[0]): KeyObject | undefined {
  const spki = Buffer.concat([spkiStart, Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  try {
    return createPublicKey(`-----BEGIN PUBLIC KEY-----\n${spki.toString('base64')}\n-----END PUBLIC KEY-----`)
  } catch {
    return undefined
  }
}

/** The signature of JSON Web Signatures, r and s of 32 bytes each, as a DER sequence (RFC 3279). */
function derOf(signature: Uint8Array): Buffer {
  const numbers = Buffer.concat([integerOf(signature.subarray(0, 32)), integerOf(signature.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, numbers.length]), numbers])
}

/** Without needless zeros in front, but with one where the number would look negative. */
function integerOf(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex(byte => byte !== 0)
  const digits = first === -1 ? bytes.subarray(-1) : bytes.subarray(first)
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : []
  return Buffer.from([0x02, sign.length + digits.length, ...sign, ...digits])
}
