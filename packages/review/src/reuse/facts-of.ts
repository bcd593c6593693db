import type { KnownSites } from './known-sites.ts'
import type { LikenessFinder } from './look-alike.ts'
import type { PairHabits } from './pair-habits.ts'
import type { ReusePair } from './pairs.ts'
import type { Sensors } from './read-sensors.ts'
import type { ReuseFacts } from './reuse-facts.ts'
import type { Families } from './sign-in-families.ts'
import type { Histories, SiteHistory } from './site-history.ts'
import type { Site } from './site-of.ts'

const minuteUs = 60_000_000
const hourUs = 60 * minuteUs
const dayUs = 24 * hourUs
/** Victims of one campaign come within days: what others do then says nothing good about a site. */
const campaignUs = 3 * dayUs
const weekUs = 7 * dayUs
const codeCharacters = 8
const baitWord =
  /^(?:account|auth|billing|confirm|docs?|document|helpdesk|invoice|login|mfa|office|online|password|payroll|portal|reset|secure|security|service|share|signin|signon|sso|support|update|verify|webmail)s?$/

export interface FactSources {
  histories: Histories
  sensors: Sensors
  habits: PairHabits
  families: Families
  siteOf: (hostname: string) => Site
  knownSites: KnownSites
  likeness: LikenessFinder
}

/** What needs a look at the events around the entry. */
export type Surroundings = Pick<ReuseFacts, 'arrival' | 'after'>
export type StandingFacts = Omit<ReuseFacts, keyof Surroundings>

/** All that is known about one reuse, but for what happened right around it. */
export function factsOf(pair: ReusePair, sources: FactSources): StandingFacts {
  const { habits } = sources
  return {
    isReverse: pair.isReverse,
    inputType: pair.other.inputType,
    filled: pair.other.filled === true,
    before: knownBefore(pair, sources),
    later: knownLater(pair, sources),
    lookAlike: likenessOf(pair, sources),
    isOneTime: isOneTime(pair),
    host: hostSigns(pair.other.hostname, sources),
    otherReuses: habits.otherReuses(pair),
    otherPasswords: habits.otherPasswords(pair, hourUs),
    isChanged: habits.isChanged(pair, hourUs),
  }
}

function knownBefore(pair: ReusePair, { histories, habits, sensors }: FactSources): ReuseFacts['before'] {
  const { sensor, home, other, isReverse } = pair
  const at = other.firstTime
  const there = histories(other.site)
  const first = there.visits.get(sensor)?.first ?? at
  const typing = typingBefore(there, sensor, at)
  return {
    userSinceUs: at - Math.min(first, at),
    userHistoryUs: at - sensors.sensorSinceUs(sensor),
    storeHistoryUs: at - sensors.sinceUs,
    sensors: sensors.count,
    othersThere: visitorsBefore(there, sensor, at),
    othersTyping: typing.length,
    othersTypingSinceUs: at - typing.reduce((least, { first }) => Math.min(least, first), at),
    othersSigningIn: typing.filter(({ who }) => (there.visits.get(who)?.again ?? at) < at).length,
    othersWithPair: habits.othersWithPair(pair).filter(time => time < at - campaignUs).length,
    hadOwnPassword: hadOwnPassword(pair, there),
    homeUsers: typingBefore(histories(home.site), sensor, isReverse ? Number.POSITIVE_INFINITY : at).length,
    homeDays: home.days,
    sinceHomeUs: Math.max(0, at - Math.min(home.lastTime, at)),
    furtherSites: pair.furtherTimes.filter(time => time < at).length,
  }
}

function visitorsBefore({ visits }: SiteHistory, sensor: string, before: number): number {
  let count = 0
  for (const [who, { first }] of visits) if (who !== sensor && first < before) count += 1
  return count
}

/** Others who had typed passwords, and when first. */
function typingBefore(
  { typing }: SiteHistory,
  sensor: string,
  before: number,
): { who: string; first: number }[] {
  const found: { who: string; first: number }[] = []
  for (const [who, first] of typing) if (who !== sensor && first < before) found.push({ who, first })
  return found
}

/** Another password, not of this very page: who is asked twice may try several. */
function hadOwnPassword({ sensor, text, other }: ReusePair, { passwords }: SiteHistory): boolean {
  const before = Math.min(other.page, other.firstTime - 10 * minuteUs)
  return [...(passwords.get(sensor) ?? [])].some(([which, first]) => which !== text && first < before)
}

function knownLater(pair: ReusePair, { histories, habits }: FactSources): ReuseFacts['later'] {
  const { sensor, other } = pair
  const at = other.firstTime
  const { visits, passwords } = histories(other.site)
  const cameBack = ([who]: [string, unknown]) => {
    const again = visits.get(who)?.again ?? Number.POSITIVE_INFINITY
    return who !== sensor && again >= at && again < Number.POSITIVE_INFINITY
  }
  const pairs = habits.othersWithPair(pair)
  return {
    userBackUs: Math.max(0, (visits.get(sensor)?.last ?? at) - at),
    othersSigningIn: [...passwords].filter(cameBack).length,
    othersWithPair: Math.max(...pairs, at) - Math.min(...pairs, at) > weekUs ? pairs.length : 0,
  }
}

/** What its host plays on: the site of the password and its kin, else a site that the organisation or the user knows. */
function likenessOf({ sensor, home, other }: ReusePair, sources: FactSources): ReuseFacts['lookAlike'] {
  const { families, knownSites, likeness } = sources
  const ofHome = likeness.find(other.hostname, families.of(home.site))
  if (ofHome !== undefined) return { ...ofHome, of: 'home' }
  const known = knownSites.ofOrganisation
  if (known.has(other.site) || families.areOne(home.site, other.site)) return undefined
  const ofOrganisation = likeness.find(other.hostname, known)
  if (ofOrganisation !== undefined) return { ...ofOrganisation, of: 'organisation' }
  const ofUser = likeness.find(other.hostname, knownSites.of(sensor))
  return ofUser === undefined ? undefined : { ...ofUser, of: 'user' }
}

function isOneTime({ home, other }: ReusePair): boolean {
  if (home.uses > 1 || other.uses > 1) return false
  const apartUs = Math.abs(other.firstTime - home.firstTime)
  return Math.max(home.textLength, other.textLength) <= codeCharacters && apartUs <= 10 * minuteUs
}

/** Addresses and names that only the own network answers to. */
const insideAddress = /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[?f[cde])/
const insideName = /\.(?:corp|home|home\.arpa|internal|intranet|lan|local|localdomain|localhost)$/

function hostSigns(hostname: string, { siteOf }: FactSources): ReuseFacts['host'] {
  const { isAddress, isHosted, site, name } = siteOf(hostname)
  const below = hostname.slice(0, Math.max(0, hostname.length - site.length))
  // `login.example.com` is usual; `login-example.com` and `login.example.com.net` are not.
  const isDeep = below.split('.').length > 3
  const words = [...(name.includes('-') ? name.split('-') : []), ...(isDeep ? below.split(/[.-]/) : [])]
  return {
    isInside: isAddress ? insideAddress.test(hostname) : !hostname.includes('.') || insideName.test(hostname),
    isAddress,
    isHosted,
    isPunycode: /(?:^|\.)xn--/.test(hostname),
    baitWords: [...new Set(words.filter(word => baitWord.test(word)))],
  }
}
