import { canonicalJson } from '@weaklayer/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrint } from './content-print.ts'
import { mostNested } from './nesting.ts'

const print = createPrint({ low: 7, high: -9 }, ['received'])
const printOf = (json: string) => print(JSON.parse(json))

const pairs: [what: string, left: string, right: string, same: boolean][] = [
  ['another order', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}', true],
  ['an escaped text', '{"a":"x\\u0079"}', '{"\\u0061":"xy"}', true],
  ['a number in another notation', '{"a":100}', '{"a":1.00e2}', true],
  ['a negative zero', '{"a":-0}', '{"a":0}', true],
  ['a number that is too large', '{"a":1e400}', '{"a":null}', true],
  ['a member that is left out', '{"a":1,"received":2}', '{"a":1,"received":3}', true],
  ['the last of equal names', '{"a":1,"a":2}', '{"a":2}', true],
  ['a number as text', '{"a":1}', '{"a":"1"}', false],
  ['null and nothing', '{"a":null}', '{}', false],
  ['a list and its item', '{"a":[1]}', '{"a":1}', false],
  ['lists cut in another way', '{"a":[["x"],["y"]]}', '{"a":[["x","y"],[]]}', false],
  ['texts cut in another way', '{"a":["xy","z"]}', '{"a":["x","yz"]}', false],
  ['a zero at the end of a text', '{"a":"x"}', '{"a":"x\\u0000"}', false],
  ['an empty list and an empty object', '{"a":[]}', '{"a":{}}', false],
  ['a member left out further in', '{"a":{"received":2}}', '{"a":{"received":3}}', false],
  ['members that change places', '{"a":1,"b":2}', '{"a":2,"b":1}', false],
  ['a name that objects have', '{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false],
  ['halves of a character', '{"a":"\\ud83d"}', '{"a":"\\ude00"}', false],
]

test.each(pairs)('%s: a print is the same exactly where the canonical JSON is', (...row) => {
  const [, left, right, same] = row
  const content = (json: string) => {
    const { received: _, ...rest } = JSON.parse(json)
    return canonicalJson(rest)
  }
  expect(printOf(left) === printOf(right)).toBe(same)
  expect(content(left) === content(right)).toBe(same)
})

test('of any two objects the prints are the same exactly where the canonical JSON is', () => {
  const some = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 })
  const asJson = (value: object) => JSON.parse(JSON.stringify(value))
  fc.assert(
    fc.property(some, some, (left, right) => {
      expect(print(asJson(left)) === print(asJson(right))).toBe(canonicalJson(left) === canonicalJson(right))
    }),
  )
})

test('prints of another key have nothing in common', () => {
  const other = createPrint({ low: 7, high: -8 }, [])
  expect(other({ a: 1 })).not.toBe(print({ a: 1 }))
})

test('200,000 contents that differ in a digit have as many prints, spread over all 53 bits', () => {
  const seen = new Set<number>()
  let high = 0
  for (let at = 0; at < 200_000; at++) {
    const made = print({ path: `/page/${at}`, seq: 1 }) as number
    seen.add(made)
    if (made >= 2 ** 52) high++
  }
  expect(seen.size).toBe(200_000)
  expect(high / 200_000).toBeCloseTo(0.5, 1)
})

test('what is nested too deeply has no print, and the next one has', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
  expect(print({ a: nested(mostNested) })).toBeDefined()
  expect(print({ a: nested(mostNested + 1) })).toBeUndefined()
  expect(print({ a: 1 })).toBe(print({ a: 1 }))
})
