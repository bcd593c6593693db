import type { Store } from '../store/open-store.ts'
import { countedHourUs, type PartCounts } from '../store/read-counts.ts'
import { StoreError } from '../store/store-error.ts'
import { compareBytes } from './compare-bytes.ts'
import { type Asked, conditionOf, partsFor } from './condition.ts'
import { countParts } from './counted-parts.ts'

export interface HistogramAsked extends Asked {
  /** Width of a bar in microseconds, from 1. @default one hour */
  widthUs?: number | undefined
}

/** How many events there are over time, by type. */
export interface Histogram {
  widthUs: number
  events: number
  /** Oldest first; where nothing happened there is no bar. */
  bars: HistogramBar[]
}

export interface HistogramBar {
  /** First microsecond since 1970 UTC that it counts; a multiple of the width. */
  startUs: number
  events: number
  byType: Record<string, number>
}

const hourUs = 3_600_000_000
/** Of one bar and type; beyond this the width is too small to be of use. */
const mostCounts = 200_000

/**
 * Counts events over time.
 * @throws StoreError HISTOGRAM_TOO_FINE
 */
export async function histogram(store: Store, asked: HistogramAsked = {}): Promise<Histogram> {
  const widthUs = Math.max(1, Math.floor(asked.widthUs ?? hourUs))
  const condition = conditionOf(asked)
  const counts = createCounts()
  const left =
    widthUs % countedHourUs === 0
      ? await countParts(store, condition, {
          wanted: ['hours'],
          add: ({ hours }) => hours !== undefined && counts.addHours(hours, widthUs / countedHourUs),
        })
      : await partsFor(store, condition)
  if (left.length > 0) {
    const rows = await store.rows<BarCount>(
      `SELECT "time" // $widthUs AS "start", "type", count(*) AS "events"
       FROM ${store.from(left)} WHERE ${condition.sql}
       GROUP BY ALL ORDER BY ALL LIMIT ${mostCounts + 1}`,
      { ...condition.parameters, widthUs: BigInt(widthUs) },
    )
    for (const row of rows) counts.add(row)
  }
  const sorted = counts.sorted()
  if (sorted.length > mostCounts)
    throw new StoreError(
      'HISTOGRAM_TOO_FINE',
      `the histogram would have more than ${mostCounts} counts`,
      'Ask for wider bars, or for less time.',
    )
  const bars = new Map<number, HistogramBar>()
  for (const { start, type, events } of sorted) {
    const bar = bars.get(start) ?? { startUs: start * widthUs, events: 0, byType: Object.create(null) }
    bar.events += events
    bar.byType[type] = events
    bars.set(start, bar)
  }
  const all = [...bars.values()]
  return { widthUs, events: all.reduce((sum, bar) => sum + bar.events, 0), bars: all }
}

/** How many events of a type begin in a bar, by its number since 1970. */
interface BarCount {
  start: number
  type: string
  events: number
}

function createCounts() {
  const byStart = new Map<number, Map<string, number>>()

  function add({ start, type, events }: BarCount): void {
    const types = byStart.get(start) ?? new Map<string, number>()
    types.set(type, (types.get(type) ?? 0) + events)
    byStart.set(start, types)
  }

  return {
    add,
    addHours({ hours, types, events }: NonNullable<PartCounts['hours']>, hoursOfBar: number): void {
      for (const [index, hour] of hours.entries())
        add({
          start: Math.trunc(hour / hoursOfBar),
          type: types[index] as string,
          events: events[index] as number,
        })
    },
    /** Oldest first, then by type. */
    sorted: (): BarCount[] =>
      [...byStart]
        .sort(([left], [right]) => left - right)
        .flatMap(([start, types]) =>
          [...types]
            .sort(([left], [right]) => compareBytes(left, right))
            .map(([type, events]) => ({ start, type, events })),
        ),
  }
}
