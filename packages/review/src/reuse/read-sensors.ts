import type { Store } from '../store/open-store.ts'

/** The sensors of a store that were somewhere since its first event. Times are microseconds since 1970 UTC. */
export interface Sensors {
  count: number
  /** The first event of the store. */
  sinceUs: number
  /** When a sensor was seen at a host first. */
  sensorSinceUs(sensor: string): number
}

/** The store remembers it: events need not be looked at. Who left before its first event does not count. */
const query = `
  SELECT "sensor", min("firstTime")::DOUBLE AS "first" FROM seen_by_sensor WHERE "kind" = 'host'
  GROUP BY "sensor" HAVING max("lastTime") >= $sinceUs`

export async function readSensors(store: Pick<Store, 'rows' | 'manifest'>): Promise<Sensors> {
  const sinceUs = store
    .manifest()
    .events.reduce((least, { minTime }) => Math.min(least, minTime), Number.POSITIVE_INFINITY)
  if (sinceUs === Number.POSITIVE_INFINITY) return { count: 0, sinceUs, sensorSinceUs: () => 0 }
  const rows = await store.rows<{ sensor: string; first: number }>(query, { sinceUs })
  const since = new Map(rows.map(({ sensor, first }) => [sensor, first]))
  return { count: rows.length, sinceUs, sensorSinceUs: sensor => since.get(sensor) ?? 0 }
}
