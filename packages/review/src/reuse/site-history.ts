import type { Store } from '../store/open-store.ts'
import type { PasswordUse } from './sighting.ts'
import type { Site } from './site-of.ts'

/** When somebody was at a site, microseconds since 1970 UTC. */
interface Visits {
  first: number
  last: number
  /** The first visit on another day than the first one, of those who typed passwords there; infinity for none. */
  again: number
}

/** Who was at a site, and who typed passwords there. Times tell what was known when. */
export interface SiteHistory {
  /** By sensor. */
  visits: ReadonlyMap<string, Visits>
  /** By sensor: when each text was first typed into a password field. */
  passwords: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** By sensor: when a password was first typed. */
  typing: ReadonlyMap<string, number>
}

/** What a store knows around the sites of some hosts. */
export type Histories = (site: string) => SiteHistory

interface HistorySources {
  hosts: readonly string[]
  /** Those of them where it matters who came back. */
  visitedHosts: readonly string[]
  passwords: readonly PasswordUse[]
  siteOf: (hostname: string) => Site
}

interface SeenRow {
  hostname: string
  sensor: string
  first: number
  last: number
}

const dayUs = 86_400_000_000
const dayOf = (time: number) => Math.floor(time / dayUs)

const seenQuery = `
  SELECT "value" AS "hostname", "sensor", min("firstTime")::DOUBLE AS "first", max("lastTime")::DOUBLE AS "last"
  FROM seen_by_sensor WHERE "kind" = 'host' AND "value" IN (SELECT unnest($hosts)) GROUP BY "value", "sensor"`
const againQuery = `
  WITH wanted AS MATERIALIZED (
    SELECT unnest($hosts) AS "hostname", unnest($sensors) AS "sensor", unnest($since)::BIGINT AS "since")
  SELECT "hostname", "sensor", min("time")::DOUBLE AS "again"
  FROM events JOIN wanted USING ("hostname", "sensor") WHERE "type" = 'WindowLocation' AND "time" >= "since"
  GROUP BY "hostname", "sensor"`

const nothing: SiteHistory = { visits: new Map(), passwords: new Map(), typing: new Map() }

interface GrowingHistory {
  visits: Map<string, Visits>
  passwords: Map<string, Map<string, number>>
  typing: Map<string, number>
}

/**
 * Reads who visited the sites of these hosts. When somebody was there first and last is remembered by the store; events are
 * looked at only for the days of those who typed a password there and were there on several days.
 */
export async function readHistories(
  store: Pick<Store, 'rows'>,
  { hosts, visitedHosts, passwords, siteOf }: HistorySources,
): Promise<Histories> {
  const sites = new Map<string, GrowingHistory>()
  const historyOf = (hostname: string) => {
    const { site } = siteOf(hostname)
    const history = sites.get(site) ?? { visits: new Map(), passwords: new Map(), typing: new Map() }
    sites.set(site, history)
    return history
  }
  const known = new Set(hosts)
  for (const use of passwords) if (known.has(use.hostname)) addPassword(historyOf(use.hostname), use)
  const seen = await store.rows<SeenRow>(seenQuery, { hosts })
  for (const row of seen) addSeen(historyOf(row.hostname), row)
  const visited = new Set(visitedHosts.map(hostname => siteOf(hostname).site))
  const open = seen.flatMap(({ hostname, sensor }) => {
    const { typing, visits } = historyOf(hostname)
    const span = visits.get(sensor)
    if (span === undefined || !typing.has(sensor) || !visited.has(siteOf(hostname).site)) return []
    return dayOf(span.last) > dayOf(span.first) ? [{ hostname, sensor, span }] : []
  })
  const rows = await store.rows<{ hostname: string; sensor: string; again: number }>(againQuery, {
    hosts: open.map(({ hostname }) => hostname),
    sensors: open.map(({ sensor }) => sensor),
    since: open.map(({ span }) => String((dayOf(span.first) + 1) * dayUs)),
  })
  for (const { hostname, sensor, again } of rows) {
    const span = historyOf(hostname).visits.get(sensor)
    if (span !== undefined) span.again = Math.min(span.again, again)
  }
  return site => sites.get(site) ?? nothing
}

function addPassword({ passwords, typing }: GrowingHistory, { sensor, text, firstTime }: PasswordUse): void {
  if (text === null) return
  const texts = passwords.get(sensor) ?? new Map<string, number>()
  passwords.set(sensor, texts)
  typing.set(sensor, Math.min(typing.get(sensor) ?? firstTime, firstTime))
  texts.set(text, Math.min(texts.get(text) ?? firstTime, firstTime))
}

/** Where events are gone, the last visit is the next one that is known after the first. */
function addSeen({ visits }: GrowingHistory, { sensor, first, last }: SeenRow): void {
  const before = visits.get(sensor)
  const times = [first, last, ...(before === undefined ? [] : [before.first, before.last, before.again])]
  const least = Math.min(...times)
  visits.set(sensor, {
    first: least,
    last: Math.max(last, before?.last ?? last),
    again: Math.min(...times.filter(time => dayOf(time) > dayOf(least))),
  })
}
