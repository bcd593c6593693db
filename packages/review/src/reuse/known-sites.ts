import type { Store } from '../store/open-store.ts'
import type { Site } from './site-of.ts'

/** Sites whose names are worth imitating. */
export interface KnownSites {
  /** Where a fifth of the organisation types passwords, or half of it goes. */
  ofOrganisation: ReadonlySet<string>
  /** Where a user types passwords. */
  of(sensor: string): ReadonlySet<string>
}

const typedQuery = `
  SELECT DISTINCT "sensor", "hostname" FROM events
  WHERE "type" = 'TextInput' AND "inputType" = 'password' AND "hostname" <> ''`
const visitedQuery = `
  SELECT "hostname" FROM events WHERE "type" = 'WindowLocation' AND "hostname" <> ''
  GROUP BY "hostname" HAVING approx_count_distinct("sensor") >= $half`

export async function readKnownSites(
  store: Pick<Store, 'rows'>,
  sensors: number,
  siteOf: (hostname: string) => Site,
): Promise<KnownSites> {
  const half = Math.max(3, Math.ceil(sensors / 2))
  const visited = await store.rows<{ hostname: string }>(visitedQuery, { half })
  const typed = await store.rows<{ sensor: string; hostname: string }>(typedQuery)
  const ofUser = Map.groupBy(
    typed.map(({ sensor, hostname }) => ({ sensor, site: siteOf(hostname).site })),
    ({ sensor }) => sensor,
  )
  const users = new Map<string, Set<string>>()
  for (const { sensor, site } of [...ofUser.values()].flat())
    users.set(site, (users.get(site) ?? new Set()).add(sensor))
  const fifth = Math.max(3, sensors / 5)
  return {
    ofOrganisation: new Set([
      ...visited.map(({ hostname }) => siteOf(hostname).site),
      ...[...users].filter(([, who]) => who.size >= fifth).map(([site]) => site),
    ]),
    of: sensor => new Set((ofUser.get(sensor) ?? []).map(({ site }) => site)),
  }
}
