import type { Store } from '../store/open-store.ts'
import type { Site } from './site-of.ts'

/** From when to when, microseconds since 1970 UTC. */
interface Span {
  first: number
  last: number
}

/** When somebody was at a site. */
interface Visits extends Span {
  /** The first visit on another day than the first one; infinity for none. */
  again: number
}

/** Who was at a site, and who typed passwords there. Times tell what was known when. */
export interface SiteHistory {
  /** By sensor. */
  visits: ReadonlyMap<string, Visits>
  /** By sensor: each text that was typed into a password field. */
  passwords: ReadonlyMap<string, ReadonlyMap<string, Span>>
  /** By sensor: when a password was first typed. */
  typing: ReadonlyMap<string, number>
}

/** What a store knows around the sites of some hosts. */
export interface Histories {
  of(site: string): SiteHistory
  /** Since when events of a sensor are stored. */
  sensorSince(sensor: string): number
  /** From the first to the last event of the store. */
  all: Span
  sensors: number
}

interface HostRow {
  hostname: string
  sensor: string
  /** null for visits. */
  text: string | null
  first: number
  /** The first on another day; null for none. */
  again: number | null
  last: number
}

const dayUs = 86_400_000_000
const hostQuery = `
  WITH days AS (
    SELECT "hostname", "sensor", min("time") AS "first", max("time") AS "last"
    FROM events WHERE "type" = 'WindowLocation' AND "hostname" IN (SELECT unnest($hosts))
    GROUP BY "hostname", "sensor", "time" // ${dayUs})
  SELECT "hostname", "sensor", NULL AS "text", min("first")::DOUBLE AS "first",
    min("first", 2)[2]::DOUBLE AS "again", max("last")::DOUBLE AS "last"
  FROM days GROUP BY "hostname", "sensor"
  UNION ALL
  SELECT "value", "sensor", NULL, "firstTime"::DOUBLE, "lastTime"::DOUBLE, "lastTime"::DOUBLE
  FROM seen_by_sensor WHERE "kind" = 'host' AND "value" IN (SELECT unnest($hosts))
  UNION ALL
  SELECT "hostname", "sensor", hash("sensor", "hashKeyId", "textHash")::VARCHAR, min("time")::DOUBLE, NULL, max("time")::DOUBLE
  FROM events
  WHERE "type" = 'TextInput' AND "inputType" = 'password' AND octet_length("textHash") > 0 AND "textLength" >= 4
    AND "hostname" IN (SELECT unnest($hosts))
  GROUP BY "hostname", "sensor", "hashKeyId", "textHash"`
const sensorQuery =
  'SELECT "sensor", min("time") AS "first", max("time") AS "last" FROM events GROUP BY "sensor"'

const nothing: SiteHistory = { visits: new Map(), passwords: new Map(), typing: new Map() }

/** Reads who visited the sites of these hosts, and who typed passwords there. */
export async function readHistories(
  store: Pick<Store, 'rows'>,
  hosts: readonly string[],
  siteOf: (hostname: string) => Site,
): Promise<Histories> {
  const [sensors, rows] = await Promise.all([
    store.rows<Span & { sensor: string }>(sensorQuery),
    store.rows<HostRow>(hostQuery, { hosts }),
  ])
  const since = new Map(sensors.map(({ sensor, first }) => [sensor, first]))
  const sites = historiesOf(rows, siteOf)
  return {
    of: site => sites.get(site) ?? nothing,
    sensorSince: sensor => since.get(sensor) ?? 0,
    all: {
      first: sensors.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY),
      last: sensors.reduce((most, { last }) => Math.max(most, last), 0),
    },
    sensors: sensors.length,
  }
}

interface GrowingHistory {
  visits: Map<string, Visits>
  passwords: Map<string, Map<string, Span>>
  typing: Map<string, number>
}

function historiesOf(rows: readonly HostRow[], siteOf: (hostname: string) => Site): Map<string, SiteHistory> {
  const sites = new Map<string, GrowingHistory>()
  for (const row of rows) {
    const { site } = siteOf(row.hostname)
    const history = sites.get(site) ?? { visits: new Map(), passwords: new Map(), typing: new Map() }
    sites.set(site, history)
    if (row.text === null) addVisits(history, row)
    else addPassword(history, { ...row, text: row.text })
  }
  return sites
}

function addVisits({ visits }: GrowingHistory, { sensor, last, ...row }: HostRow): void {
  const before = visits.get(sensor)
  const times = [
    row.first,
    row.again ?? row.first,
    ...(before === undefined ? [] : [before.first, before.again]),
  ]
  const first = Math.min(...times)
  const again = Math.min(...times.filter(time => Math.floor(time / dayUs) > Math.floor(first / dayUs)))
  visits.set(sensor, { first, again, last: Math.max(before?.last ?? last, last) })
}

function addPassword({ passwords, typing }: GrowingHistory, row: HostRow & { text: string }): void {
  const texts = passwords.get(row.sensor) ?? new Map<string, Span>()
  passwords.set(row.sensor, texts)
  const before = texts.get(row.text)
  typing.set(row.sensor, Math.min(typing.get(row.sensor) ?? row.first, row.first))
  texts.set(row.text, {
    first: Math.min(before?.first ?? row.first, row.first),
    last: Math.max(before?.last ?? row.last, row.last),
  })
}
