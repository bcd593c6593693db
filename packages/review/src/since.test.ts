import { expect, test } from 'vitest'
import { sinceUs } from './since.ts'

const nowMs = Date.parse('2026-11-22T14:05:00Z')
const local = (text: string) => new Date(text).getTime() * 1000

test.each([
  ['24h', (nowMs - 86_400_000) * 1000],
  ['5m', (nowMs - 300_000) * 1000],
  ['90s', (nowMs - 90_000) * 1000],
  ['1.5d', (nowMs - 129_600_000) * 1000],
  ['2026-11-22T14:00:00Z', (nowMs - 300_000) * 1000],
  ['2026-11-22T15:00:00.5+01:00', (nowMs - 299_500) * 1000],
  ['2026-11-22T14:05', local('2026-11-22T14:05')],
  ['2026-11-22 14:05', local('2026-11-22T14:05')],
  ['2026-11-22', local('2026-11-22T00:00')],
  ['90000d', 0],
  ['5', undefined],
  ['5 weeks', undefined],
  ['yesterday', undefined],
  ['2026-13-40', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(sinceUs(text, nowMs)).toBe(expected)
})
