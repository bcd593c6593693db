import type { Store } from '../store/open-store.ts'
import type { Sensors } from './read-sensors.ts'
import type { PasswordUse } from './sighting.ts'
import type { Site } from './site-of.ts'

/** Sites whose names are worth imitating. */
export interface KnownSites {
  /** Where a fifth of the organisation types passwords, or half of it goes. */
  ofOrganisation: ReadonlySet<string>
  /** Where a user types passwords. */
  of(sensor: string): ReadonlySet<string>
}

/** What the store remembers of each host tells it without a look at events; who left long ago does not count. */
const visitedQuery = `
  SELECT "value" AS "hostname" FROM seen_by_sensor WHERE "kind" = 'host' AND "lastTime" >= $sinceUs
  GROUP BY "value" HAVING count(DISTINCT "sensor") >= $half`

/** Hosts where half of the organisation goes, and at least three do. */
export async function readVisitedByHalf(
  store: Pick<Store, 'rows'>,
  { count, sinceUs }: Pick<Sensors, 'count' | 'sinceUs'>,
): Promise<string[]> {
  const half = Math.max(3, Math.ceil(count / 2))
  const visited = await store.rows<{ hostname: string }>(visitedQuery, { half, sinceUs })
  return visited.map(({ hostname }) => hostname)
}

export interface KnownSitesSources {
  /** Hosts where half of the organisation goes. */
  visited: readonly string[]
  passwords: readonly PasswordUse[]
  sensors: number
  siteOf: (hostname: string) => Site
}

export function knownSitesOf({ visited, passwords, sensors, siteOf }: KnownSitesSources): KnownSites {
  const ofUser = new Map<string, Set<string>>()
  const users = new Map<string, Set<string>>()
  for (const { sensor, hostname } of passwords) {
    const { site } = siteOf(hostname)
    ofUser.set(sensor, (ofUser.get(sensor) ?? new Set()).add(site))
    users.set(site, (users.get(site) ?? new Set()).add(sensor))
  }
  const fifth = Math.max(3, sensors / 5)
  const nothing = new Set<string>()
  return {
    ofOrganisation: new Set([
      ...visited.map(hostname => siteOf(hostname).site),
      ...[...users].filter(([, who]) => who.size >= fifth).map(([site]) => site),
    ]),
    of: sensor => ofUser.get(sensor) ?? nothing,
  }
}
