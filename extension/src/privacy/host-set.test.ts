import { expect, test } from 'vitest'
import { hostSet } from './host-set.ts'

interface Row {
  pattern: string
  host: string
  matches: boolean
}

const rows = [
  { pattern: 'example.com', host: 'example.com', matches: true },
  { pattern: 'example.com', host: 'www.example.com', matches: false },
  { pattern: '*.example.com', host: 'example.com', matches: true },
  { pattern: '*.example.com', host: 'a.b.example.com', matches: true },
  { pattern: '*.example.com', host: 'notexample.com', matches: false },
  { pattern: '*.example.com', host: 'example.com.evil.org', matches: false },
  { pattern: 'EXAMPLE.com', host: 'example.COM', matches: true },
  { pattern: 'example.com', host: 'example.com.', matches: true },
  { pattern: '*.bücher.example', host: 'www.xn--bcher-kva.example', matches: true },
  { pattern: '[::1]', host: '[::1]', matches: true },
  { pattern: '127.0.0.1', host: '127.0.0.1', matches: true },
  { pattern: '*.example.com', host: '', matches: false },
] as const satisfies Row[]

test.each(rows)('$pattern covers $host: $matches', ({ pattern, host, matches }) => {
  expect(hostSet([pattern]).has(host)).toBe(matches)
})

test('a set of no patterns has no host', () => {
  expect(hostSet([])).toMatchObject({ size: 0 })
  expect(hostSet([]).has('example.com')).toBe(false)
})
