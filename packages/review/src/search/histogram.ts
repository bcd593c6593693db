import type { Store } from '../store/open-store.ts'
import { StoreError } from '../store/store-error.ts'
import { type Asked, conditionOf, partsFor } from './condition.ts'

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
  const counts = await store.rows<{ start: number; type: string; events: number }>(
    `SELECT "time" // $widthUs AS "start", "type", count(*) AS "events"
     FROM ${store.from(await partsFor(store, condition))} WHERE ${condition.sql}
     GROUP BY ALL ORDER BY ALL LIMIT ${mostCounts + 1}`,
    { ...condition.parameters, widthUs: BigInt(widthUs) },
  )
  if (counts.length > mostCounts)
    throw new StoreError(
      'HISTOGRAM_TOO_FINE',
      `the histogram would have more than ${mostCounts} counts`,
      'Ask for wider bars, or for less time.',
    )
  const bars = new Map<number, HistogramBar>()
  for (const { start, type, events } of counts) {
    const bar = bars.get(start) ?? { startUs: start * widthUs, events: 0, byType: Object.create(null) }
    bar.events += events
    bar.byType[type] = events
    bars.set(start, bar)
  }
  const all = [...bars.values()]
  return { widthUs, events: all.reduce((sum, bar) => sum + bar.events, 0), bars: all }
}
