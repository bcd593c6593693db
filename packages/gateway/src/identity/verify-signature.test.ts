import { checkProof, makeProof, makeSensorKeyPair, verifyByWebCrypto } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { verifySignature } from './verify-signature.ts'

const request = { method: 'POST', url: '/install', nowSeconds: 1_763_760_000 }

async function signed() {
  const proof = await makeProof(await makeSensorKeyPair(), request)
  const check = await checkProof(proof, request)
  if (check.status !== 'valid') throw new Error(check.status)
  const end = proof.lastIndexOf('.')
  const signature = new Uint8Array(Buffer.from(proof.slice(end + 1), 'base64url'))
  return { key: check.publicKey, text: proof.slice(0, end), signature }
}

const one = await signed()
const other = await signed()
const changed = one.signature.with(40, (one.signature[40] ?? 0) ^ 1)
const offCurve = { ...one.key, y: other.key.y as string }

const cases: [string, Parameters<typeof verifySignature>, boolean][] = [
  ['as it was made', [one.key, one.text, one.signature], true],
  ['of another key', [other.key, one.text, one.signature], false],
  ['of another text', [one.key, other.text, one.signature], false],
  ['changed', [one.key, one.text, changed], false],
  ['of zeros', [one.key, one.text, new Uint8Array(64)], false],
  ['cut', [one.key, one.text, one.signature.slice(0, 63)], false],
  ['empty', [one.key, one.text, new Uint8Array()], false],
  ['of a point that is not on the curve', [offCurve, one.text, one.signature], false],
  [
    'of zeros as a point',
    [{ ...one.key, x: 'A'.repeat(43), y: 'A'.repeat(43) }, one.text, one.signature],
    false,
  ],
]

test.each(cases)('a signature %s is judged as Web Crypto does', async (_what, parts, isGood) => {
  expect([await verifySignature(...parts), await verifyByWebCrypto(...parts)]).toEqual([isGood, isGood])
})

test('signatures are accepted whatever zeros and signs their numbers begin with', async () => {
  const pair = await makeSensorKeyPair()
  const beginnings = new Set<string>()
  // One signature in 128 has a number that begins with a zero.
  for (let count = 0; count < 20_000 && beginnings.size < 5; count++) {
    const check = await checkProof(await makeProof(pair, request), request, (key, text, signature) => {
      beginnings.add(`${(signature[0] ?? 0) >> 7}${(signature[32] ?? 0) >> 7}`)
      if (signature[0] === 0 || signature[32] === 0) beginnings.add('zero')
      return verifySignature(key, text, signature)
    })
    expect(check.status).toBe('valid')
  }
  expect([...beginnings].sort()).toEqual(['00', '01', '10', '11', 'zero'])
})
