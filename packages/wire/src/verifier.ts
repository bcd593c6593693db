import * as z from 'zod'
import { equalBytes, fromBase64, sha256Now, toBase64, uuidBytes } from './bytes.ts'
import { base64Of32, timeUs, uuid } from './field.ts'
import type { InstallKey } from './install-key.ts'

/** What a gateway holds to check install keys of a group. It cannot be turned back into the key. */
export const verifier = z
  .looseObject({
    group: uuid.describe('The group that it accepts keys for.'),
    salt: z
      .string()
      .regex(
        /^(?:[A-Za-z0-9+/]{4}){1,22}$|^(?:[A-Za-z0-9+/]{4}){0,21}(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$/,
        'expected 1 to 66 bytes as base64',
      )
      .describe('4 bytes in the first format, 16 in ours, base64.'),
    hash: base64Of32.describe('Hash of the secret with the salt, 32 bytes, base64.'),
    checksum: base64Of32.describe('SHA-256 of group, salt and hash, base64: finds typing errors.'),
    algorithm: z
      .enum(['sha256'])
      .optional()
      .describe(
        'How the hash is made: `sha256` once over salt and secret; without it PBKDF2 as in the first Weaklayer.',
      ),
    notAfter: timeUs.optional().describe('When it ends, microseconds since 1970 UTC.'),
  })
  .meta({ title: 'Verifier', description: 'What a gateway holds to check install keys of a group.' })

export type Verifier = z.infer<typeof verifier>

/** Iterations of the first format (the first Weaklayer's own number). */
const firstFormatIterations = 10_000

export interface VerifierOptions {
  /** `first` makes what the first Weaklayer's gateway reads too. @default `sha256` */
  format?: 'sha256' | 'first'
}

/** Makes the verifier of an install key, with the key's `notAfter`. */
export async function makeVerifier(key: InstallKey, options: VerifierOptions = {}): Promise<Verifier> {
  const first = options.format === 'first'
  const salt = crypto.getRandomValues(new Uint8Array(first ? 4 : 16))
  const hash = await (first ? firstFormatHash(salt, secretOf(key)) : sha256Now(salt, secretOf(key)))
  return {
    group: key.group,
    ...(first ? {} : { algorithm: 'sha256' }),
    salt: toBase64(salt),
    hash: toBase64(hash),
    checksum: toBase64(sha256Now(uuidBytes(key.group), salt, hash)),
    ...(key.notAfter === undefined ? {} : { notAfter: key.notAfter }),
  }
}

/** Whether the checksum belongs to the group, the salt and the hash. */
export function verifierChecksumMatches(candidate: Verifier): boolean {
  const parts = [candidate.salt, candidate.hash, candidate.checksum].map(fromBase64)
  const [salt, hash, checksum] = parts
  if (!salt || !hash || !checksum) return false
  return equalBytes(sha256Now(uuidBytes(candidate.group), salt, hash), checksum)
}

/** Whether the verifier accepts the key: same group, same secret. It does not look at `notAfter`. */
export async function acceptsKey(candidate: Verifier, key: InstallKey): Promise<boolean> {
  const salt = fromBase64(candidate.salt)
  const expected = fromBase64(candidate.hash)
  if (candidate.group !== key.group || !salt || !expected) return false
  const secret = secretOf(key)
  const hash =
    candidate.algorithm === 'sha256' ? sha256Now(salt, secret) : await firstFormatHash(salt, secret)
  return equalBytes(hash, expected)
}

function secretOf(key: InstallKey): Uint8Array<ArrayBuffer> {
  return fromBase64(key.secret) ?? new Uint8Array()
}

async function firstFormatHash(salt: Uint8Array<ArrayBuffer>, secret: Uint8Array<ArrayBuffer>) {
  const material = await crypto.subtle.importKey('raw', secret, 'PBKDF2', false, ['deriveBits'])
  const parameters = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: firstFormatIterations }
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, material, 256))
}
