import type { Sighting } from './sighting.ts'
import type { Families } from './sign-in-families.ts'
import type { Site } from './site-of.ts'

/** A text at one site: the first host where it was typed there, and all uses at the site. */
export interface Place extends Sighting {
  site: string
}

/** A password of one site that was also typed at another one. */
export interface ReusePair {
  text: string
  sensor: string
  /** Where the password belongs, as far as one can tell. */
  home: Place
  /** Where it was typed, too. */
  other: Place
  /** Whether it was typed at the other site first: then where it belongs was seen only later. */
  isReverse: boolean
  /** When the user first typed this text at further sites. */
  furtherTimes: readonly number[]
}

/** Every password with a site of its own and another one where it was typed. */
export function pairsOf(
  sightings: readonly Sighting[],
  siteOf: (hostname: string) => Site,
  families: Families,
): ReusePair[] {
  const byText = Map.groupBy(sightings, ({ text }) => text)
  return [...byText.values()].flatMap(ofText => {
    const places = placesOf(ofText, siteOf)
    return places.flatMap(other => {
      const pair = pairFor(other, places, families)
      return pair === undefined ? [] : [pair]
    })
  })
}

function placesOf(sightings: readonly Sighting[], siteOf: (hostname: string) => Site): Place[] {
  const bySite = Map.groupBy(sightings, ({ hostname }) => siteOf(hostname).site)
  return [...bySite].map(([site, ofSite]) => ofSite.map(one => ({ ...one, site })).reduce(joined))
}

function joined(one: Place, other: Place): Place {
  const first = one.firstTime <= other.firstTime ? one : other
  const passwordTimes = [one.firstPasswordTime, other.firstPasswordTime].filter(time => time !== null)
  return {
    ...first,
    lastTime: Math.max(one.lastTime, other.lastTime),
    firstPasswordTime: passwordTimes.length === 0 ? null : Math.min(...passwordTimes),
    passwordUses: one.passwordUses + other.passwordUses,
    uses: one.uses + other.uses,
    days: Math.max(one.days, other.days),
  }
}

function pairFor(other: Place, places: readonly Place[], families: Families): ReusePair | undefined {
  const homes = places.filter(place => isHomeFor(place, other, families))
  const before = homes.filter(({ firstPasswordTime }) => (firstPasswordTime ?? 0) < other.firstTime)
  const home = (before.length > 0 ? before : homes).toSorted(byUse)[0]
  if (home === undefined) return undefined
  const { text, sensor } = other
  const further = places.filter(place => place !== home && place !== other)
  return {
    text,
    sensor,
    home,
    other,
    isReverse: before.length === 0,
    furtherTimes: further.map(({ firstTime }) => firstTime),
  }
}

/** Sign-ins of one provider lead over several sites; but a field that is no password field is no sign-in of theirs. */
function isHomeFor(place: Place, other: Place, families: Families): boolean {
  if (place.site === other.site || place.passwordUses === 0) return false
  return other.inputType !== 'password' || !families.areOne(place.site, other.site)
}

function byUse(one: Place, other: Place): number {
  return other.passwordUses - one.passwordUses || one.firstTime - other.firstTime
}
