import type { Store } from '../store/open-store.ts'

/** What the store remembers the first sight of. */
export type FirstSeenKind = 'host' | 'extension' | 'client'

/** When somebody met a host, an extension or an OAuth client. Times are microseconds since 1970 UTC. */
export interface FirstSeen {
  kind: FirstSeenKind
  value: string
  /** null: the whole organisation. */
  sensor: string | null
  firstUs: number
  lastUs: number
  events: number
}

export interface FirstSeenAsked {
  kind: FirstSeenKind
  value: string
  /** One sensor. @default the whole organisation */
  sensor?: string | undefined
}

/** When a host, an extension or a client was first seen; undefined where it never was. */
export async function firstSeen(
  store: Store,
  { kind, value, sensor }: FirstSeenAsked,
): Promise<FirstSeen | undefined> {
  const totals = sensor === undefined ? await store.seenByAll({ kind, value }) : 'unknown'
  if (totals === 'never') return undefined
  if (totals !== 'unknown') {
    const { firstTime, lastTime, events } = totals
    return { kind, value, sensor: null, firstUs: firstTime, lastUs: lastTime, events }
  }
  const who = sensor === undefined ? '"sensor" IS NULL' : '"sensor" = $sensor'
  const [found] = await store.rows<FirstSeen & { firstUs: number | null }>(
    `SELECT "kind", "value", "sensor", min("firstTime") AS "firstUs", max("lastTime") AS "lastUs",
       sum("events")::BIGINT AS "events"
     FROM first_seen WHERE "kind" = $kind AND "value" = $value AND ${who} GROUP BY ALL`,
    { kind, value, ...(sensor === undefined ? {} : { sensor }) },
  )
  return found
}
