import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureJson } from './json-size.ts'
import { parseJson } from './parse-json.ts'

const countOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce<number>((sum, member) => sum + countOf(member), 1)
    : 1
const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Math.max(0, ...Object.values(value).map(depthOf)) + 1 : 0

test('counts exactly what the parser finds, for any JSON in any layout', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
      const bytes = Buffer.from(JSON.stringify(value, undefined, indent))
      const parsed = JSON.parse(bytes.toString()) as unknown
      const limits = { values: countOf(parsed), depth: depthOf(parsed) }
      expect(measureJson(bytes, limits)).toBe('ok')
      expect(measureJson(bytes, { ...limits, values: limits.values - 1 })).toBe('too_many_values')
      if (limits.depth > 0) expect(measureJson(bytes, { ...limits, depth: limits.depth - 1 })).not.toBe('ok')
    }),
  )
})

const limits = { values: 10, depth: 3 }

test.each([
  ['"[[[[[[,,,,,,,,,,,,"', 'ok'],
  ['"a\\"[[[[[["', 'ok'],
  ['"\\\\"', 'ok'],
  ['[[[]]]', 'ok'],
  ['[[[[]]]]', 'too_large'],
  ['[1,2,3,4,5,6,7,8,9]', 'ok'],
  ['[1,2,3,4,5,6,7,8,9,10]', 'too_large'],
  ['[', 'unreadable'],
  ['', 'unreadable'],
  ['\ufeff[]', 'unreadable'],
  ['[1e]', 'unreadable'],
  ["{'a':1}", 'unreadable'],
] as const)('%s is %s', (text, status) => {
  expect(parseJson(Buffer.from(text), limits).status).toBe(status)
})

test('bytes that are no UTF-8 are refused, and no message repeats the text', () => {
  expect(parseJson(Buffer.from([0x22, 0xff, 0x22]), limits).status).toBe('unreadable')
  const parsed = parseJson(Buffer.from('{"password": hunter2}'), limits)
  expect(JSON.stringify(parsed)).not.toContain('hunter2')
})

test('never parses what is too large, however it is made', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      expect(['ok', 'too_large', 'unreadable']).toContain(parseJson(Buffer.from(bytes), limits).status)
    }),
  )
})
