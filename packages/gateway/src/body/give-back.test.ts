import { expect, test } from 'vitest'
import { giveBack } from './give-back.ts'

test('a large buffer is empty, a small one that shares memory stays', () => {
  const large = Buffer.alloc(100_000, 'x')
  giveBack(large)
  expect(large).toHaveLength(0)

  const [small, neighbour] = [Buffer.from('small'), Buffer.from('neighbour')]
  giveBack(small)
  expect(`${small} ${neighbour}`).toBe('small neighbour')
})

test('a buffer is given back once', () => {
  const buffer = Buffer.alloc(100_000)
  giveBack(buffer)
  expect(() => giveBack(buffer)).not.toThrow()
})
