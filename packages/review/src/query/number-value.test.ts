import { expect, test } from 'vitest'
import { numberOf } from './number-value.ts'

test.each<[string, string, number | undefined]>([
  ['5', 'tab', 5],
  ['-5', 'tab', -5],
  ['1.5', 'tab', 1.5],
  ['.5', 'tab', 0.5],
  ['1e3', 'tab', 1000],
  ['-0', 'tab', 0],
  ['1e999', 'tab', undefined],
  ['5k', 'tab', undefined],
  ['0x10', 'tab', undefined],
  ['', 'tab', undefined],
  ['NaN', 'tab', undefined],
  ['Infinity', 'tab', undefined],
  ['2kB', 'queuedBytes', 2000],
  ['2KiB', 'queuedBytes', 2048],
  ['1.5mb', 'rest.bytes', 1_500_000],
  ['2m', 'queuedBytes', undefined],
  ['5constructor', 'queuedBytes', undefined],
  ['2m', 'oldestAgeMs', 120_000],
  ['-1.5s', 'clockSkewMs', -1500],
  ['2h', 'rest.spentUs', 7_200_000_000],
  ['12h', 'rest.firstSeenDays', 0.5],
  ['2kB', 'oldestAgeMs', undefined],
])('%s in %s is %s', (word, field, value) => {
  expect(Object.is(numberOf(word, field), value)).toBe(true)
})
