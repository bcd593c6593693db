import type { Store } from '../store/open-store.ts'
import { type FirstSeenKind, firstSeen } from './first-seen.ts'

export type EntityKind = FirstSeenKind | 'sensor'

export interface EntityAsked {
  kind: EntityKind
  /** The host, the id of the extension or client, or the sensor id. */
  value: string
  /** Most of `who`, 1 to 10,000. @default 100 */
  limit?: number | undefined
}

/** What is known of a host, an extension, a client or a sensor. Times are microseconds since 1970 UTC. */
export interface Entity {
  kind: EntityKind
  value: string
  firstUs: number
  lastUs: number
  events: number
  /** How many sensors met it: few is rare. For a sensor: 1. */
  sensors: number
  /** How many sensors the store knows. */
  ofSensors: number
  /** Who met it, the first ones first. */
  who: EntitySensor[]
}

export interface EntitySensor {
  sensor: string
  label: string | null
  device: string | null
  user: string | null
  firstUs: number
  lastUs: number
  events: number
}

/** First and last sight, rarity, and who else; undefined for what nobody met. */
export async function entity(store: Store, asked: EntityAsked): Promise<Entity | undefined> {
  const limit = Math.min(10_000, Math.max(1, Math.floor(asked.limit ?? 100)))
  const ofSensors = await countSensors(store)
  if (asked.kind === 'sensor') return await sensorEntity(store, asked.value, ofSensors)
  const { kind, value } = asked
  const whole = await firstSeen(store, { kind, value })
  if (whole === undefined) return undefined
  const parameters = { kind, value }
  const met = `SELECT "sensor", min("firstTime") AS "firstUs", max("lastTime") AS "lastUs",
      sum("events")::BIGINT AS "events"
    FROM first_seen WHERE "kind" = $kind AND "value" = $value AND "sensor" IS NOT NULL GROUP BY ALL`
  const [count] = await store.rows<{ sensors: number }>(
    `SELECT count(*) AS "sensors" FROM (${met})`,
    parameters,
  )
  const first = await store.rows<EntitySensor>(
    `SELECT * FROM (${met}) ORDER BY "firstUs", "sensor" LIMIT ${limit}`,
    parameters,
  )
  const { firstUs, lastUs, events } = whole
  const who = await withNames(store, first)
  return { kind, value, firstUs, lastUs, events, sensors: count?.sensors ?? 0, ofSensors, who }
}

async function sensorEntity(store: Store, value: string, ofSensors: number): Promise<Entity | undefined> {
  const [found] = await store.rows<{ firstUs: number | null; lastUs: number; events: number }>(
    `SELECT min("time") AS "firstUs", max("time") AS "lastUs", count(*) AS "events" FROM events WHERE "sensor" = $sensor`,
    { sensor: value },
  )
  if (found === undefined || found.firstUs === null) return undefined
  const { firstUs, lastUs, events } = found
  const who = await withNames(store, [{ sensor: value, firstUs, lastUs, events }])
  return { kind: 'sensor', value, firstUs, lastUs, events, sensors: 1, ofSensors, who }
}

async function countSensors(store: Store): Promise<number> {
  const [count] = await store.rows<{ sensors: number }>(
    'SELECT count(DISTINCT "sensor") AS "sensors" FROM events',
  )
  return count?.sensors ?? 0
}

/** Adds label, device and user as they were last. */
async function withNames(
  store: Store,
  found: readonly Omit<EntitySensor, 'label' | 'device' | 'user'>[],
): Promise<EntitySensor[]> {
  const names = await store.rows<Pick<EntitySensor, 'sensor' | 'label' | 'device' | 'user'>>(
    `SELECT "sensor", arg_max("label", "time") AS "label", arg_max("device", "time") AS "device",
       arg_max("user", "time") AS "user"
     FROM events WHERE "sensor" IN (SELECT unnest($sensors)) AND "type" IN ('Status', 'Install') GROUP BY ALL`,
    { sensors: found.map(({ sensor }) => sensor) },
  )
  const bySensor = new Map(names.map(one => [one.sensor, one]))
  return found.map(one => ({
    ...one,
    label: bySensor.get(one.sensor)?.label ?? null,
    device: bySensor.get(one.sensor)?.device ?? null,
    user: bySensor.get(one.sensor)?.user ?? null,
  }))
}
