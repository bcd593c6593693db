import type { EventRow } from '../query/event-row.ts'
import type { Store } from '../store/open-store.ts'
import { allColumns, type FoundEvent, foundEventOf } from './found-event.ts'

/** A time of one sensor; both ends included, microseconds since 1970 UTC. */
export interface SensorPeriod {
  sensor: string
  fromUs: number
  toUs: number
}

export interface ReadPeriod {
  /** A condition more, with its parameters. */
  where?: string
  parameters?: Record<string, string | bigint>
  order: string
  most: number
}

/** Some events of one sensor within a time. */
export async function readPeriod(
  store: Store,
  { sensor, fromUs, toUs }: SensorPeriod,
  { where = 'true', parameters = {}, order, most }: ReadPeriod,
): Promise<FoundEvent[]> {
  const from = store.from(await store.parts({ fromUs, toUs }))
  const rows = await store.rows<EventRow>(
    `SELECT ${allColumns} FROM ${from}
     WHERE "sensor" = $sensor AND "time" BETWEEN $fromUs AND $toUs AND ${where} ORDER BY ${order} LIMIT ${most}`,
    { ...parameters, sensor, fromUs: BigInt(fromUs), toUs: BigInt(toUs) },
  )
  return rows.map(foundEventOf)
}

/** Oldest first. */
export function byTime(left: FoundEvent, right: FoundEvent): number {
  return left.event.time - right.event.time || (left.event.seq ?? 0) - (right.event.seq ?? 0)
}
