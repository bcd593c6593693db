import { expect, test } from 'vitest'
import { formatTable, judged, median, percentile } from './report.ts'

test('a figure over its target is said to be over', () => {
  expect(judged({ name: 'x', value: 2, unit: 'ms', target: 1 }).ok).toBe(false)
  expect(judged({ name: 'x', value: 1, unit: 'ms', target: 1 }).ok).toBe(true)
})

test('percentiles of few values are among them', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(percentile([1, 2, 3, 4], 99)).toBe(4)
  expect(percentile([], 99)).toBe(0)
})

test('the table shows the ratio to the yardstick', () => {
  expect(formatTable('t', [{ name: 'a', value: 3, unit: 'ms', yardstick: 2 }])).toContain('1.50')
})
