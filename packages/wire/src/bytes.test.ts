import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bytesToUuid,
  concatBytes,
  equalBytes,
  fromBase64,
  fromBase64Url,
  sha256,
  sha256Now,
  toBase64,
  toHex,
  uuidBytes,
} from './bytes.ts'

const bytes = fc.uint8Array({ maxLength: 100 })

test('base64 gives back the bytes, with padding and without', () => {
  fc.assert(
    fc.property(bytes, some => {
      expect(toBase64(some)).toBe(Buffer.from(some).toString('base64'))
      expect(fromBase64(toBase64(some))).toEqual(some)
      expect(fromBase64Url(Buffer.from(some).toString('base64url'))).toEqual(some)
    }),
  )
})

test.each(['A', 'AB', 'ABC', 'A===', 'AB=C', 'AB==AB==', 'A-B_', 'AB C', 'ABCDE', '='])(
  '%j is not base64',
  text => {
    expect(fromBase64(text)).toBeUndefined()
  },
)

test('any text is either base64 or refused, never an error', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z0-9+/]*={0,3}$/))
  fc.assert(fc.property(text, some => (fromBase64(some)?.length ?? 0) <= some.length))
})

test('a UUID gives back its bytes, hex is lower case', () => {
  fc.assert(fc.property(fc.uuid(), uuid => bytesToUuid(uuidBytes(uuid)) === uuid.toLowerCase()))
  expect(toHex(Uint8Array.of(0, 10, 255))).toBe('000aff')
})

test('bytes are equal only with the same length and content', () => {
  fc.assert(
    fc.property(bytes, bytes, (left, right) => {
      expect(equalBytes(left, right)).toBe(Buffer.from(left).equals(right))
      expect(equalBytes(left, left.slice())).toBe(true)
      expect(equalBytes(left, concatBytes(left, Uint8Array.of(0)))).toBe(false)
    }),
  )
})

test('both ways to SHA-256 agree with the known answer', async () => {
  const parts = [new TextEncoder().encode('a'), new TextEncoder().encode('bc')]
  const known = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(toHex(await sha256(...parts))).toBe(known)
  expect(toHex(sha256Now(...parts))).toBe(known)
})
