import { toBase64 } from '@weaklayer/wire'
import { lengthBucket } from './length-bucket.ts'

/** The key that typed text is hashed with; it cannot be exported, and it changes with the sensor's identity. */
export interface HashKey {
  key: CryptoKey
  /** Names the key on events: hashes compare only within one. */
  id: string
}

export interface HashedText {
  /** Base64 of HMAC-SHA-256; empty for texts that are too long to be secrets. */
  textHash: string
  textLength: number
}

/** Texts below are not recorded: they help nobody and are easy to guess. */
const fewestCharacters = 4
/** Texts above are not hashed. */
const mostCharacters = 1024

export interface HashOptions {
  exactLength: boolean
  /** Characters of the whole text, where only its beginning is given. */
  wholeLength?: number | undefined
}

/** Hash and length of a text in Unicode normal form C; undefined for texts that are not recorded at all. */
export async function hashText(
  text: string,
  hashKey: HashKey,
  options: HashOptions,
): Promise<HashedText | undefined> {
  const normal = text.normalize('NFC')
  const characters = Math.max(Array.from(normal).length, options.wholeLength ?? 0)
  if (characters < fewestCharacters) return undefined
  const textLength = options.exactLength ? characters : lengthBucket(characters)
  if (characters > mostCharacters) return { textHash: '', textLength }
  const signature = await crypto.subtle.sign('HMAC', hashKey.key, new TextEncoder().encode(normal))
  return { textHash: toBase64(new Uint8Array(signature)), textLength }
}

/** Makes a hash key. */
export async function makeHashKey(id: string): Promise<HashKey> {
  const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
  return { key, id }
}
