import { afterEach, expect, test } from 'vitest'
import { barsBetween, calendarBars, widthFor } from './calendar-bars.ts'

const zone = process.env.TZ
afterEach(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

const timeUs = (text: string) => Date.parse(text) * 1000
const bar = (text: string, events = 1, type = 'Window') => ({
  startUs: timeUs(text),
  events,
  byType: { [type]: events },
})

test.each([
  ['Asia/Kolkata', '2026-10-07T18:30:00Z', '2026-10-08T18:29:00Z'],
  ['Europe/Berlin', '2026-10-25T00:00:00+02:00', '2026-10-25T23:30:00+01:00'],
  ['America/New_York', '2026-03-08T00:00:00-05:00', '2026-03-08T23:00:00-04:00'],
])('a day in %s begins at its midnight, however long it is', (place, first, last) => {
  process.env.TZ = place
  const bars = [bar(first, 2), bar(last, 3, 'Status')]
  expect(calendarBars({ widthUs: 1, events: 5, bars }, 'day', false)).toEqual([
    { startUs: timeUs(first), events: 5, byType: { Window: 2, Status: 3 } },
  ])
})

test('the hour that a clock shows twice is two bars', () => {
  process.env.TZ = 'Europe/Berlin'
  const bars = [bar('2026-10-25T02:00:00+02:00'), bar('2026-10-25T02:00:00+01:00')]
  expect(calendarBars({ widthUs: 1, events: 2, bars }, 'hour', false)).toEqual(bars)
})

test('in UTC, days are those of UTC', () => {
  process.env.TZ = 'Asia/Tokyo'
  const bars = [bar('2026-10-08T01:00:00Z'), bar('2026-10-08T23:00:00Z'), bar('2026-10-11T00:00:00Z')]
  const [first, second, ...others] = calendarBars({ widthUs: 1, events: 3, bars }, 'day', true)
  expect([first?.events, second?.events, others]).toEqual([2, 1, []])
  if (first !== undefined && second !== undefined) expect(barsBetween(first, second, 'day')).toBe(2)
})

test.each([
  { place: 'Asia/Kolkata', unit: 'hour', utc: false, width: 900_000_000 },
  { place: 'Europe/Berlin', unit: 'day', utc: false, width: 3_600_000_000 },
  { place: 'Asia/Kolkata', unit: 'minute', utc: false, width: 60_000_000 },
  { place: 'Asia/Kolkata', unit: 'day', utc: true, width: 86_400_000_000 },
] as const)('in $place bars of a $unit (UTC: $utc) are made of $width us', ({ place, unit, utc, width }) => {
  process.env.TZ = place
  expect(widthFor(unit, utc)).toBe(width)
})
