import { expect, test } from 'vitest'
import { createRecentMap } from './recent-map.ts'

test('keeps at least the last half and at most the whole of its bound', () => {
  const map = createRecentMap<number>(100)
  for (let key = 0; key < 1000; key++) {
    map.set(String(key), key)
    const known = Array.from({ length: key + 1 }, (_, at) => at).filter(
      at => map.get(String(at)) !== undefined,
    )
    expect(known.length).toBeLessThanOrEqual(100)
    expect(known.slice(-50)).toEqual(
      Array.from({ length: Math.min(50, key + 1) }, (_, at) => Math.max(0, key - 49) + at),
    )
  }
})

test('counts what an entry weighs', () => {
  const map = createRecentMap<string>(100)
  map.set('a', 'a', 50)
  map.set('b', 'b', 50)
  expect([map.get('a'), map.get('b')]).toEqual(['a', 'b'])
  map.set('c', 'c', 50)
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 'b', 'c'])
})
