import type { Histogram, HistogramBar } from './histogram.ts'

/** What a bar of a picture stands for. */
export const barUnits = ['minute', 'hour', 'day'] as const
export type BarUnit = (typeof barUnits)[number]

const unitUs: Record<BarUnit, number> = { minute: 60_000_000, hour: 3_600_000_000, day: 86_400_000_000 }
const quarterUs = 900_000_000

/** The `widthUs` to ask a histogram for, so that `calendarBars` can make bars of the unit of it: some zones are half an hour off. */
export function widthFor(unit: BarUnit, utc: boolean): number {
  if (utc || unit === 'minute') return unitUs[unit]
  const year = new Date().getFullYear()
  const offsets = [0, 6].map(month => new Date(year, month).getTimezoneOffset())
  return offsets.every(minutes => minutes % 60 === 0) ? unitUs.hour : quarterUs
}

/** The bars of a histogram by minutes, hours or days of the calendar, which are not all of one length; oldest first. */
export function calendarBars({ bars }: Histogram, unit: BarUnit, utc: boolean): HistogramBar[] {
  const found = new Map<number, HistogramBar>()
  for (const { startUs, events, byType } of bars) {
    const start = startOf(startUs, unit, utc)
    const bar = found.get(start) ?? { startUs: start, events: 0, byType: Object.create(null) }
    bar.events += events
    for (const [type, count] of Object.entries(byType)) bar.byType[type] = (bar.byType[type] ?? 0) + count
    found.set(start, bar)
  }
  return [...found.values()]
}

/** How many bars without events lie between two. */
export function barsBetween(before: HistogramBar, after: HistogramBar, unit: BarUnit): number {
  return Math.max(0, Math.round((after.startUs - before.startUs) / unitUs[unit]) - 1)
}

function startOf(timeUs: number, unit: BarUnit, utc: boolean): number {
  const time = new Date(timeUs / 1000)
  if (!utc && unit === 'day') return time.setHours(0, 0, 0, 0) * 1000
  const offsetUs = utc ? 0 : -time.getTimezoneOffset() * unitUs.minute
  return Math.floor((timeUs + offsetUs) / unitUs[unit]) * unitUs[unit] - offsetUs
}
