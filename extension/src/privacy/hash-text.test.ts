import { expect, test } from 'vitest'
import { hashText, makeHashKey } from './hash-text.ts'

const key = await makeHashKey('0123456789abcdef')
const bucket = { exactLength: false }

test('the same text has the same hash, another text or key another', async () => {
  const first = await hashText('correct horse', key, bucket)
  expect(await hashText('correct horse', key, bucket)).toEqual(first)
  expect((await hashText('correct horsf', key, bucket))?.textHash).not.toBe(first?.textHash)
  expect((await hashText('correct horse', await makeHashKey('other'), bucket))?.textHash).not.toBe(
    first?.textHash,
  )
  expect(first?.textHash).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})

test('composed and decomposed spelling have the same hash', async () => {
  expect(await hashText('pässword', key, bucket)).toEqual(await hashText('pa\u0308ssword', key, bucket))
})

test.each([
  { name: 'three characters', text: 'abc', expected: undefined },
  { name: 'three characters of two units each', text: '😀😀😀', expected: undefined },
  { name: 'three characters and an accent', text: 'abe\u0301', expected: undefined },
])('$name are not recorded', async ({ text, expected }) => {
  expect(await hashText(text, key, bucket)).toBe(expected)
})

test('1,024 characters are hashed, more are not', async () => {
  expect((await hashText('x'.repeat(1024), key, bucket))?.textHash).not.toBe('')
  expect(await hashText('x'.repeat(1025), key, bucket)).toEqual({ textHash: '', textLength: 1024 })
})

test('a text of which only the beginning is given has the length of the whole and no hash', async () => {
  const options = { exactLength: true, wholeLength: 70_000 }

  expect(await hashText('x'.repeat(1025), key, options)).toEqual({ textHash: '', textLength: 70_000 })
})

test('the length is exact only by policy', async () => {
  expect((await hashText('x'.repeat(13), key, bucket))?.textLength).toBe(12)
  expect((await hashText('x'.repeat(13), key, { exactLength: true }))?.textLength).toBe(13)
})

test('the key cannot be exported', async () => {
  await expect(crypto.subtle.exportKey('raw', key.key)).rejects.toThrow()
})
