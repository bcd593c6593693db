import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

test.each([20, 100_000])('a buffer of %d bytes with memory of its own is empty', size => {
  const buffer = Buffer.allocUnsafeSlow(size)
  giveBack(buffer)
  expect(buffer).toHaveLength(0)
})

test('one that shares its memory stays, however large', () => {
  const buffers = Array.from({ length: 20 }, (_, index) =>
    Buffer.from(`${index} `.repeat(Buffer.poolSize / 8)),
  )
  const texts = buffers.map(String)
  const shared = buffers.filter(({ buffer, length }) => buffer.byteLength > length)
  expect(shared.length).toBeGreaterThan(10)
  for (const buffer of shared) giveBack(buffer)
  expect(buffers.map(String)).toEqual(texts)
})

test('a buffer is given back once', () => {
  const buffer = Buffer.alloc(100_000)
  giveBack(buffer)
  expect(() => giveBack(buffer)).not.toThrow()
})
