import { expect, test } from 'vitest'
import { readByteRange } from './byte-range.ts'

test.each([
  ['bytes=0-3', 0, 3],
  ['bytes=4-', 4, 9],
  ['bytes=9-9', 9, 9],
  ['bytes=2-100', 2, 9],
  ['bytes=-3', 7, 9],
  ['bytes=-30', 0, 9],
])('%s of ten bytes are %i to %i', (header, first, last) => {
  expect(readByteRange(header, 10)).toEqual({ first, last })
})

test.each([
  undefined,
  '',
  'bytes=',
  'bytes=-',
  'bytes=-0',
  'bytes=10-',
  'bytes=5-4',
  'bytes=0-1,3-4',
  'bytes=a-b',
  'lines=0-1',
  'bytes=0-1 ',
  'bytes=99999999999999999-',
])('%j stands for the whole file', header => {
  expect(readByteRange(header, 10)).toBeUndefined()
  expect(readByteRange('bytes=0-0', 0)).toBeUndefined()
})
