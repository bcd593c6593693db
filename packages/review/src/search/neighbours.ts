import type { Store } from '../store/open-store.ts'
import type { FoundEvent } from './found-event.ts'
import { byTime, readPeriod } from './one-sensor.ts'

export interface NeighboursAsked {
  sensor: string
  /** `time` of the event, microseconds since 1970 UTC. */
  timeUs: number
  /** Its tab, where it has one. */
  tab?: number | undefined
  /** How far to look on both sides, in microseconds. @default 5 minutes */
  aroundUs?: number | undefined
  /** Most events of each list, the nearest ones, 1 to 10,000. @default 200 */
  limit?: number | undefined
}

/** What happened around an event, oldest first; the event itself is among them. */
export interface Neighbours {
  sameTab: FoundEvent[]
  sameSensor: FoundEvent[]
}

const usualAroundUs = 300_000_000

/** Events of the same sensor, and of the same tab, shortly before and after. */
export async function neighbours(store: Store, asked: NeighboursAsked): Promise<Neighbours> {
  const { sensor, timeUs, tab, aroundUs = usualAroundUs } = asked
  const period = { sensor, fromUs: timeUs - aroundUs, toUs: timeUs + aroundUs }
  const most = Math.min(10_000, Math.max(1, Math.floor(asked.limit ?? 200)))
  const near = { parameters: { timeUs: BigInt(timeUs) }, order: 'abs("time" - $timeUs), "time", "seq"', most }
  const sameSensor = await readPeriod(store, period, near)
  const sameTab =
    tab === undefined
      ? []
      : await readPeriod(store, period, {
          ...near,
          where: '"tab" = $tab',
          parameters: { ...near.parameters, tab: BigInt(tab) },
        })
  return { sameTab: sameTab.sort(byTime), sameSensor: sameSensor.sort(byTime) }
}
