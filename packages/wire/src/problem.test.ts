import { expect, test } from 'vitest'
import { nearestOf } from './problem.ts'

const words: [word: string, nearest: string | undefined][] = [
  ['prot', 'port'],
  ['PORT', 'port'],
  ['certficate', 'certificate'],
  ['hostname', 'host'],
  ['zzzzzzzz', undefined],
  ['', 'key'],
  ['p'.repeat(100_000), undefined],
]

test.each(words)('the known word nearest to %.20s is %s', (word, nearest) => {
  expect(nearestOf(word, ['host', 'port', 'certificate', 'password', 'key'].toSorted())).toBe(
    word === '' ? undefined : nearest,
  )
})

test('of no known words none is near', () => {
  expect(nearestOf('port', [])).toBeUndefined()
})
