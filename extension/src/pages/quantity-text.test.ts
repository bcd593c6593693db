import { expect, test } from 'vitest'
import { countText, shortened, sizeText } from './quantity-text.ts'

test.each([
  [0, '0 events'],
  [1, '1 event'],
  [1_234_567, '1,234,567 events'],
])('counts %d as "%s"', (count, expected) => {
  expect(countText(count, 'event')).toBe(expected)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 KB'],
  [9_940, '9.9 KB'],
  [9_960, '10 KB'],
  [999_499, '999 KB'],
  [999_500, '1.0 MB'],
  [67_108_864, '67 MB'],
])('says %d bytes as "%s"', (bytes, expected) => {
  expect(sizeText(bytes)).toBe(expected)
})

test('cuts a long text between characters and says so', () => {
  expect(shortened('12345', 5)).toBe('12345')
  expect(shortened('😀😀😀😀', 3)).toBe('😀😀…')
})
