import type { Store } from '../store/open-store.ts'
import type { Site } from './site-of.ts'

/** From when to when, microseconds since 1970 UTC. */
export interface Span {
  first: number
  last: number
}

/** Who was at a site, and who typed passwords there. Times tell what was known when. */
export interface SiteHistory {
  /** By sensor. */
  visits: ReadonlyMap<string, Span>
  /** By sensor: each text that was typed into a password field. */
  passwords: ReadonlyMap<string, ReadonlyMap<string, Span>>
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

interface HostRow extends Span {
  hostname: string
  sensor: string
  /** null for a visit. */
  text: string | null
}

const hostQuery = `
  SELECT "hostname", "sensor", NULL AS "text", min("time") AS "first", max("time") AS "last"
  FROM events WHERE "type" = 'WindowLocation' AND "hostname" IN (SELECT unnest($hosts)) GROUP BY "hostname", "sensor"
  UNION ALL
  SELECT "value", "sensor", NULL, "firstTime", "lastTime"
  FROM first_seen WHERE "kind" = 'host' AND "sensor" IS NOT NULL AND "value" IN (SELECT unnest($hosts))
  UNION ALL
  SELECT "hostname", "sensor", hash("sensor", "hashKeyId", "textHash")::VARCHAR, min("time"), max("time")
  FROM events
  WHERE "type" = 'TextInput' AND "inputType" = 'password' AND octet_length("textHash") > 0 AND "textLength" >= 4
    AND "hostname" IN (SELECT unnest($hosts))
  GROUP BY ALL`
const sensorQuery =
  'SELECT "sensor", min("time") AS "first", max("time") AS "last" FROM events GROUP BY "sensor"'

const nothing: SiteHistory = { visits: new Map(), passwords: new Map() }

/** Reads who visited the sites of these hosts, and who typed passwords there. */
export async function readHistories(
  store: Pick<Store, 'rows'>,
  hosts: readonly string[],
  siteOf: (hostname: string) => Site,
): Promise<Histories> {
  const sensors = await store.rows<Span & { sensor: string }>(sensorQuery)
  const rows = await store.rows<HostRow>(hostQuery, { hosts })
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

function historiesOf(rows: readonly HostRow[], siteOf: (hostname: string) => Site): Map<string, SiteHistory> {
  const sites = new Map<string, { visits: Map<string, Span>; passwords: Map<string, Map<string, Span>> }>()
  for (const { hostname, sensor, text, first, last } of rows) {
    const { site } = siteOf(hostname)
    const history = sites.get(site) ?? { visits: new Map(), passwords: new Map() }
    sites.set(site, history)
    widen(history.visits, sensor, { first, last })
    if (text === null) continue
    const texts = history.passwords.get(sensor) ?? new Map<string, Span>()
    history.passwords.set(sensor, texts)
    widen(texts, text, { first, last })
  }
  return sites
}

function widen(spans: Map<string, Span>, key: string, { first, last }: Span): void {
  const before = spans.get(key)
  spans.set(key, {
    first: Math.min(before?.first ?? first, first),
    last: Math.max(before?.last ?? last, last),
  })
}
