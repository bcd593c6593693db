import { createHash, createHmac } from 'node:crypto'
import { createDice } from './random.ts'

/**
 * Stands in for `crypto.subtle`: the same interface, at once and always with the same results, since the real one
 * answers from other threads whenever they are done. Hashes are real. Signatures of key pairs are not: they are a hash
 * over the public key, which is enough where nobody forges, and all that the simulation leaves out.
 */
interface PlainKey {
  type: 'secret' | 'private' | 'public'
  extractable: boolean
  algorithm: { name: string; hash?: { name: string }; namedCurve?: string; length?: number }
  usages: string[]
  /** The bytes of a secret; of a pair, its public coordinates. */
  material: string
}

interface Algorithm {
  name: string
  hash?: string | { name: string }
  namedCurve?: string
}

interface Jwk {
  x: string
  y: string
}

let random = createDice(1)

/** Random numbers of the plain crypto follow from a seed. */
export function seedCrypto(seed: number): void {
  random = createDice(seed)
}

function bytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, () => random.below(256))
}

/** Puts itself in the place of the global `crypto`. */
export function usePlainCrypto(): void {
  const subtle = {
    digest: async (_algorithm: string, data: Uint8Array) =>
      bufferOf(createHash('sha256').update(data).digest()),
    generateKey: async ({ name }: Algorithm) => generate(name),
    exportKey: async (_format: string, key: PlainKey) => jwkOf(key),
    importKey: async (format: string, data: Uint8Array | Jwk, algorithm: Algorithm) =>
      format === 'jwk'
        ? publicKey((data as Jwk).x, (data as Jwk).y)
        : secretKey(data as Uint8Array, algorithm),
    sign: async (_algorithm: unknown, key: PlainKey, data: Uint8Array) => bufferOf(signed(key, data)),
    verify: async (...[, key, signature, data]: [unknown, PlainKey, Uint8Array, Uint8Array]) =>
      signed(key, data).equals(signature),
  }
  const randomUUID = () => {
    const hex = Buffer.from(bytes(16)).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
  const getRandomValues = (into: Uint8Array) => {
    into.set(bytes(into.length))
    return into
  }
  for (const [name, value] of Object.entries({ subtle, randomUUID, getRandomValues })) {
    Object.defineProperty(globalThis.crypto, name, { value, configurable: true })
  }
}

function generate(name: string) {
  if (name === 'HMAC') return secretKey(bytes(32), { name: 'HMAC' })
  // 32 bytes whose last two bits are spare in base64url: canonical as RFC 4648 wants it.
  const [x, y] = [bytes(32), bytes(32)].map(part => Buffer.from(part).toString('base64url'))
  const open = publicKey(x as string, y as string)
  return {
    publicKey: open,
    privateKey: newKey({ ...open, type: 'private', extractable: false, usages: ['sign'] }),
  }
}

/** Libraries know keys by this name; nothing that copies records takes them for plain ones. */
const keyPrototype = { [Symbol.toStringTag]: 'CryptoKey' }

export function isPlainKey(value: object): boolean {
  return Object.getPrototypeOf(value) === keyPrototype
}

function newKey(key: PlainKey): PlainKey {
  return Object.assign(Object.create(keyPrototype), key)
}

function publicKey(x: string, y: string): PlainKey {
  return newKey({
    type: 'public',
    extractable: true,
    algorithm: { name: 'ECDSA', namedCurve: 'P-256' },
    usages: ['verify'],
    material: `${x}.${y}`,
  })
}

function secretKey(data: Uint8Array, { name }: Algorithm): PlainKey {
  return newKey({
    type: 'secret',
    extractable: false,
    algorithm: { name, hash: { name: 'SHA-256' }, length: data.length * 8 },
    usages: ['sign', 'verify'],
    material: Buffer.from(data).toString('base64'),
  })
}

function jwkOf({ material }: PlainKey) {
  const [x, y] = material.split('.')
  return { kty: 'EC', crv: 'P-256', x, y, ext: true, key_ops: ['verify'] }
}

function signed(key: PlainKey, data: Uint8Array): Buffer {
  if (key.type === 'secret')
    return createHmac('sha256', Buffer.from(key.material, 'base64')).update(data).digest()
  return createHash('sha512').update(key.material).update(data).digest()
}

function bufferOf(bytes: Buffer): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}
