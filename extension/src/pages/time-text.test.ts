import { expect, test } from 'vitest'
import { durationText, timeText } from './time-text.ts'

const nowMs = Date.UTC(2026, 3, 14, 12, 0, 0)
const minute = 60_000
const hour = 60 * minute

test.each([
  [0, 'just now'],
  [-9_999, 'just now'],
  [-10_000, 'less than a minute ago'],
  [-59_999, 'less than a minute ago'],
  [-minute, '1 minute ago'],
  [-59.9 * minute, '59 minutes ago'],
  [-hour, '1 hour ago'],
  [-47.9 * hour, '47 hours ago'],
  [-48 * hour, '2 days ago'],
  [1, 'now'],
  [30_000, 'in less than a minute'],
  [90 * minute, 'in 1 hour'],
])('says a moment %d ms from now as "%s"', (distanceMs, expected) => {
  expect(timeText(nowMs + distanceMs, nowMs).text).toBe(expected)
})

test('carries the exact time for machines and as a title', () => {
  const time = timeText(nowMs, nowMs)
  expect(time.iso).toBe('2026-04-14T12:00:00.000Z')
  expect(time.title).toContain('2026')
})

test.each([Number.NaN, Number.POSITIVE_INFINITY, 9e15])('survives the impossible time %d', atMs => {
  expect(timeText(atMs, nowMs)).toEqual({ text: 'at an unknown time', title: '', iso: '' })
})

test.each([
  [400, '0 seconds'],
  [1_000, '1 second'],
  [61_000, '1 minute'],
  [-3 * hour, '3 hours'],
])('says the length %d ms as "%s"', (lengthMs, expected) => {
  expect(durationText(lengthMs)).toBe(expected)
})
