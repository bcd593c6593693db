import type { Store } from '../store/open-store.ts'
import type { Arrival } from './arrival.ts'
import { type FactSources, factsOf, type Surroundings } from './facts-of.ts'
import { knownSitesOf, readVisitedByHalf } from './known-sites.ts'
import { createLikenessFinder } from './look-alike.ts'
import { createPairHabits } from './pair-habits.ts'
import { type Place, pairsOf, type ReusePair } from './pairs.ts'
import { readSensors, type Sensors } from './read-sensors.ts'
import { readSurroundings, repeatUs } from './read-surroundings.ts'
import { readTyped, type Typed } from './read-typed.ts'
import type { ReuseFacts } from './reuse-facts.ts'
import { type ScoreTerm, scoreOf, scoreTerms, worstSurroundings } from './score.ts'
import { createFamilies, defaultFamilies } from './sign-in-families.ts'
import { readHistories } from './site-history.ts'
import { createSites } from './site-of.ts'

export interface ReuseOptions {
  /** Groups of sites that share a sign-in, beside the built-in ones. */
  families?: readonly (readonly string[])[]
  /** Leaves the built-in groups out. @default false */
  onlyOwnFamilies?: boolean
  /** Only what was typed since then, microseconds since 1970 UTC. @default 0 */
  sinceUs?: number
  /** Most findings. @default 25 */
  top?: number
}

/** A password of one site that was typed at another one. */
export interface ReuseFinding {
  score: number
  /** What adds up to the score. */
  terms: ScoreTerm[]
  sensor: string
  group: string
  label: string | null
  device: string | null
  user: string | null
  /** Where the password belongs, as far as one can tell. */
  home: ReusePlace
  /** Where it was typed, too. */
  other: ReusePlace
  arrival: Arrival
  /** Passwords of the user that were typed at the other site: this one and others. */
  texts: number
}

export interface ReusePlace {
  site: string
  hostname: string
  /** First use, microseconds since 1970 UTC. */
  firstTime: number
  lastTime: number
  uses: number
  passwordUses: number
  inputType: string
  /** Characters, or the lower bound of a bucket. */
  textLength: number
}

export interface ReuseReport {
  /** Most suspicious first. */
  findings: ReuseFinding[]
  /** How many there are in all. */
  total: number
}

const usualTop = 25
/** What happened around an entry is looked up for so many at once, and for more where they might come before these. */
const leastLookedUp = 600
const unknown: Surroundings = {
  arrival: { kind: 'link', knownBy: 'nothing', pagesBefore: 1, wentOn: 'elsewhere' },
  after: { isNewAccount: false, isAskedAgain: false, homeTypedUs: undefined },
}

interface Judged {
  pair: ReusePair
  facts: ReuseFacts
  terms: ScoreTerm[]
  score: number
}

/**
 * Did somebody type a password into a site where it does not belong? Finds texts that a user typed into a password field of one site
 * and into a field of another one, and ranks them by how little the other site looks like one where they might.
 */
export async function findReuse(
  store: Pick<Store, 'rows' | 'manifest'>,
  options: ReuseOptions = {},
): Promise<ReuseReport> {
  const siteOf = createSites()
  const builtIn = options.onlyOwnFamilies ? [] : defaultFamilies
  const families = createFamilies([...builtIn, ...(options.families ?? [])])
  const [typed, organisation] = await Promise.all([readTyped(store, repeatUs), readOrganisation(store)])
  const all = pairsOf(typed.sightings, siteOf, families)
  const sources = await readSources(store, all, { ...typed, ...organisation, siteOf, families })
  const since = options.sinceUs ?? 0
  const top = options.top ?? usualTop
  const standing = mostSuspicious(
    all
      .filter(({ other }) => other.firstTime >= since)
      .map(pair => judged(pair, { ...factsOf(pair, sources), ...unknown })),
  )
  const possible = standing
    .map(({ pair, facts }) => judged(pair, { ...facts, ...worstSurroundings }))
    .toSorted(byScore)
  const lookUp = async (some: readonly Judged[]) => {
    const pairs = some.map(({ pair }) => pair)
    const around = await readSurroundings(store, pairs, { siteOf, families, repeats: typed.repeats })
    return some.map(({ pair, facts }) => judged(pair, { ...facts, ...around(pair) }))
  }
  const first = await lookUp(possible.slice(0, Math.max(leastLookedUp, 4 * top)))
  const least = mostSuspicious(first)[top - 1]?.score ?? Number.NEGATIVE_INFINITY
  const rest = possible.slice(first.length).filter(({ score }) => score >= least)
  const known = rest.length === 0 ? first : [...first, ...(await lookUp(rest))]
  return {
    findings: mostSuspicious(known).slice(0, top).map(findingOf),
    total: standing.length,
  }
}

interface Organisation {
  sensors: Sensors
  /** Hosts where half of it goes. */
  visited: string[]
}

async function readOrganisation(store: Pick<Store, 'rows' | 'manifest'>): Promise<Organisation> {
  const sensors = await readSensors(store)
  return { sensors, visited: await readVisitedByHalf(store, sensors) }
}

async function readSources(
  store: Pick<Store, 'rows'>,
  pairs: readonly ReusePair[],
  known: Organisation & Pick<Typed, 'passwords'> & Pick<FactSources, 'siteOf' | 'families'>,
): Promise<FactSources> {
  const { sensors, siteOf, families } = known
  const visitedHosts = pairs.map(({ other }) => other.hostname)
  const hosts = [...new Set([...visitedHosts, ...pairs.map(({ home }) => home.hostname)])]
  return {
    histories: await readHistories(store, { ...known, hosts, visitedHosts }),
    sensors,
    knownSites: knownSitesOf({ ...known, sensors: sensors.count }),
    habits: createPairHabits(pairs),
    likeness: createLikenessFinder(),
    siteOf,
    families,
  }
}

function judged(pair: ReusePair, facts: ReuseFacts): Judged {
  const terms = scoreTerms(facts)
  return { pair, facts, terms, score: scoreOf(terms) }
}

/** Highest score first; one for a user and a site, and for a password one direction between two sites. */
function mostSuspicious(all: readonly Judged[]): Judged[] {
  const seen = new Set<string>()
  return all.toSorted(byScore).filter(({ pair: { sensor, text, home, other } }) => {
    const keys = [`${sensor} ${other.site}`, `${text} ${[home.site, other.site].sort().join(' ')}`]
    const isNew = keys.every(key => !seen.has(key))
    for (const key of keys) seen.add(key)
    return isNew
  })
}

const byScore = (one: Judged, other: Judged) =>
  other.score - one.score ||
  other.pair.other.firstTime - one.pair.other.firstTime ||
  one.pair.sensor.localeCompare(other.pair.sensor)

function findingOf({ pair, facts, terms, score }: Judged): ReuseFinding {
  const { sensor, group, label, device, user } = pair.other
  return {
    score,
    terms,
    sensor,
    group,
    label,
    device,
    user,
    home: placeOf(pair.home),
    other: placeOf(pair.other),
    arrival: facts.arrival,
    texts: 1 + facts.otherPasswords,
  }
}

function placeOf(place: Place): ReusePlace {
  const { site, hostname, firstTime, lastTime, uses, passwordUses, inputType, textLength } = place
  return { site, hostname, firstTime, lastTime, uses, passwordUses, inputType, textLength }
}
