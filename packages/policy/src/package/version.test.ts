import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, isVersion } from './version.ts'

test.each([
  ['0.1.0', true],
  ['1', true],
  ['1.2.3.4', true],
  ['65535.0', true],
  ['65536', false],
  ['0.0', false],
  ['1.2.3.4.5', false],
  ['01.2', false],
  ['1.2.', false],
  ['1.2-beta', false],
  ['', false],
  [' 1.2', false],
  ['1.2\n', false],
])('%j is a version: %s', (text, answer) => {
  expect(isVersion(text)).toBe(answer)
})

test.each([
  ['1.2', '1.2.0', 0],
  ['1.10', '1.9', 1],
  ['0.1.0', '0.1.0.1', -1],
  ['2', '10', -1],
])('%s against %s gives %i', (one, other, order) => {
  expect(Math.sign(compareVersions(one, other))).toBe(order)
  expect(Math.sign(compareVersions(other, one))).toBe(order === 0 ? 0 : -order)
})

test('versions are ordered like their parts', () => {
  const parts = fc.tuple(fc.nat(65_535), fc.nat(65_535), fc.nat(65_535))
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      const number = ([a, b, c]: number[]) => (a ?? 0) * 65_536 ** 2 + (b ?? 0) * 65_536 + (c ?? 0)
      expect(Math.sign(compareVersions(one.join('.'), other.join('.')))).toBe(
        Math.sign(number(one) - number(other)),
      )
    }),
  )
})
