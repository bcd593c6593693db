import { formatTime } from '../format-time.ts'
import { plainWord } from '../plain-text.ts'
import { legendOf, stackedBar } from './bar-picture.ts'
import { type BarUnit, barsBetween } from './calendar-bars.ts'
import type { HistogramBar } from './histogram.ts'

export interface HistogramFormat {
  unit: BarUnit
  utc: boolean
  /** How wide the terminal is. */
  columns: number
}

const leastBar = 5
const mostBar = 60

/** Bars as a picture for a terminal: one line a bar, stacked by type; where nothing happened, one line says for how long. */
export function* formatHistogram(bars: readonly HistogramBar[], how: HistogramFormat): Generator<string> {
  const { unit, utc, columns } = how
  const events = bars.reduce((sum, bar) => sum + bar.events, 0)
  yield `${events} events`
  if (events === 0) return
  const { names, parts } = legendOf(totalsOf(bars))
  yield parts.map(({ fill, part }) => `${fill} ${plainWord(part.name, 40)} ${part.events}`).join('  ')
  const most = Math.max(...bars.map(bar => bar.events))
  const times = bars.map(({ startUs }) => timeOf(startUs, unit, utc))
  const taken = (times[0]?.length ?? 0) + String(most).length + 4
  const width = Math.min(mostBar, Math.max(leastBar, columns - taken - 1))
  for (const [index, bar] of bars.entries()) {
    const before = bars[index - 1]
    const empty = before === undefined ? 0 : barsBetween(before, bar, unit)
    if (empty > 0) yield `  (nothing for ${empty} ${unit}${empty === 1 ? '' : 's'})`
    const picture = stackedBar(partsOf(bar), names, { most, width })
    yield `${times[index]}  ${String(bar.events).padStart(String(most).length)}  ${picture}`
  }
}

function totalsOf(bars: readonly HistogramBar[]) {
  const totals = new Map<string, number>()
  for (const { name, events } of bars.flatMap(partsOf)) totals.set(name, (totals.get(name) ?? 0) + events)
  return [...totals].map(([name, events]) => ({ name, events }))
}

function partsOf({ byType }: HistogramBar) {
  return Object.entries(byType).map(([name, events]) => ({ name, events }))
}

function timeOf(startUs: number, unit: BarUnit, utc: boolean): string {
  const time = formatTime(startUs, utc)
  return unit === 'day' ? time.slice(0, 10) : `${time.slice(0, 16)}${utc ? 'Z' : ''}`
}
