import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cloned } from './cloned.ts'

test('a copy is what structuredClone makes of it', () => {
  const values = fc.oneof(fc.jsonValue(), fc.object({ withDate: true, withMap: true, withTypedArray: true }))
  fc.assert(
    fc.property(values, value => {
      expect(cloned(value)).toStrictEqual(structuredClone(value))
    }),
  )
})

test('changing a copy leaves the original as it was', () => {
  const original = { list: [{ n: 1 }], none: undefined }
  const copy = cloned(original)
  copy.list[0] = { n: 2 }
  copy.list.push({ n: 3 })
  expect(original).toStrictEqual({ list: [{ n: 1 }], none: undefined })
})

test('keys of the browser are kept, functions are refused', async () => {
  const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  expect(cloned({ key }).key).toBeInstanceOf(CryptoKey)
  expect(() => cloned({ run: () => undefined })).toThrow('could not be cloned')
})
