import { expect, test } from 'vitest'
import { timeSpanOf } from './time-value.ts'

const nowUs = Date.UTC(2026, 10, 22, 12, 30) * 1000
const utcUs = (...parts: [number, number, number, number?, number?, number?]) => Date.UTC(...parts) * 1000

test.each<[string, number, number]>([
  ['2026-11-22', utcUs(2026, 10, 22), utcUs(2026, 10, 23)],
  ['2026-12-31', utcUs(2026, 11, 31), utcUs(2027, 0, 1)],
  ['2028-02-29', utcUs(2028, 1, 29), utcUs(2028, 2, 1)],
  ['2026-11-22T14', utcUs(2026, 10, 22, 14), utcUs(2026, 10, 22, 15)],
  ['2026-11-22T14:05', utcUs(2026, 10, 22, 14, 5), utcUs(2026, 10, 22, 14, 6)],
  ['2026-11-22T23:59:59', utcUs(2026, 10, 22, 23, 59, 59), utcUs(2026, 10, 23)],
  [
    '2026-11-22T14:05:09.25',
    utcUs(2026, 10, 22, 14, 5, 9) + 250_000,
    utcUs(2026, 10, 22, 14, 5, 9) + 260_000,
  ],
  ['2026-11-22T14:05:09.000001z', utcUs(2026, 10, 22, 14, 5, 9) + 1, utcUs(2026, 10, 22, 14, 5, 9) + 2],
  ['2026-11-22T14:05+02:00', utcUs(2026, 10, 22, 12, 5), utcUs(2026, 10, 22, 12, 6)],
  ['2026-11-22T14:05-0530', utcUs(2026, 10, 22, 19, 35), utcUs(2026, 10, 22, 19, 36)],
  ['24h', nowUs - 86_400_000_000, nowUs - 86_400_000_000 + 1],
  ['2w', nowUs - 14 * 86_400_000_000, nowUs - 14 * 86_400_000_000 + 1],
  ['90S', nowUs - 90_000_000, nowUs - 90_000_000 + 1],
  ['99999d', 0, 1],
  ['NOW', nowUs, nowUs + 1],
  ['today', utcUs(2026, 10, 22), utcUs(2026, 10, 23)],
  ['yesterday', utcUs(2026, 10, 21), utcUs(2026, 10, 22)],
  ['1763760000000003', 1_763_760_000_000_003, 1_763_760_000_000_004],
])('%s is a time', (word, fromUs, toUs) => {
  expect(timeSpanOf(word, { nowUs, utc: true })).toEqual({ fromUs, toUs })
})

test.each([
  '',
  '2026-02-29',
  '2026-13-01',
  '2026-11-22T24:00',
  '2026-11-22T14:60',
  '1969-12-31',
  '22.11.2026',
  '2026-11',
  'tomorrow',
  '5y',
  '24',
  '-5h',
  '2026-11-22T14:05:09.1234567',
  '99999999999999999d',
])('%s is no time', word => {
  expect(timeSpanOf(word, { nowUs, utc: true })).toBeUndefined()
})

test('without a zone and without UTC a time is local, and a day is as long as the clock says', () => {
  const before = process.env.TZ
  process.env.TZ = 'Europe/Berlin'
  try {
    expect(timeSpanOf('2026-11-22T14:05', { nowUs })?.fromUs).toBe(utcUs(2026, 10, 22, 13, 5))
    const shortDay = timeSpanOf('2026-03-29', { nowUs })
    expect((shortDay?.toUs ?? 0) - (shortDay?.fromUs ?? 0)).toBe(23 * 3_600_000_000)
    expect(timeSpanOf('today', { nowUs: utcUs(2026, 10, 22, 23, 30) })?.fromUs).toBe(utcUs(2026, 10, 22, 23))
  } finally {
    if (before === undefined) delete process.env.TZ
    else process.env.TZ = before
  }
})
