import { createHash } from 'node:crypto'

/**
 * The id that Chromium gives an extension: the first 16 bytes of the SHA-256 of its public key, each half byte as a
 * letter from a to p. `publicKey` is a SubjectPublicKeyInfo in DER.
 */
export function extensionId(publicKey: Uint8Array): string {
  return idLetters(createHash('sha256').update(publicKey).digest().subarray(0, 16))
}

/** 16 bytes as the 32 letters of an id. */
export function idLetters(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/./g, digit => String.fromCharCode(97 + Number.parseInt(digit, 16)))
}

/** Whether a text has the form of an id: 32 letters from a to p. */
export function isExtensionId(text: string): boolean {
  return /^[a-p]{32}$/.test(text)
}
