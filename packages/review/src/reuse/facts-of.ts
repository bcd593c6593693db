import type { Arrival } from './arrival.ts'
import { type LookAlike, lookAlike } from './look-alike.ts'
import type { PairHabits } from './pair-habits.ts'
import type { ReusePair } from './pairs.ts'
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
  habits: PairHabits
  families: Families
  siteOf: (hostname: string) => Site
  /** Sites where many of the organisation type passwords. */
  knownSites: ReadonlySet<string>
}

/** All that is known about one reuse, but for how the user came there. */
export function factsOf(pair: ReusePair, sources: FactSources): Omit<ReuseFacts, 'arrival'> {
  const { habits } = sources
  return {
    isReverse: pair.isReverse,
    inputType: pair.other.inputType,
    filled: pair.other.filled === true,
    before: knownBefore(pair, sources),
    later: knownLater(pair, sources),
    lookAlike: likenessOf(pair, sources),
    isNewAccount: pair.other.copies > 1,
    isOneTime: isOneTime(pair),
    host: hostSigns(pair.other.hostname, sources),
    furtherSites: pair.furtherSites,
    otherReuses: habits.otherReuses(pair),
    otherPasswords: habits.otherPasswords(pair, hourUs),
  }
}

/** Adds the way of arrival. */
export function withArrival(facts: Omit<ReuseFacts, 'arrival'>, arrival: Arrival): ReuseFacts {
  return { ...facts, arrival }
}

function knownBefore(pair: ReusePair, { histories, habits }: FactSources): ReuseFacts['before'] {
  const { sensor, home, other, isReverse } = pair
  const at = other.firstTime
  const there = histories.of(other.site)
  const others = [...there.visits].filter(([who, { first }]) => who !== sensor && first < at)
  const othersFirst = others.reduce((least, [, { first }]) => Math.min(least, first), at)
  const visit = there.visits.get(sensor)
  return {
    userSinceUs: at - Math.min(visit?.first ?? at, at),
    userHistoryUs: at - histories.sensorSince(sensor),
    storeHistoryUs: at - histories.all.first,
    sensors: histories.sensors,
    othersThere: others.length,
    othersSinceUs: at - othersFirst,
    othersTyping: typingBefore(there, sensor, at - campaignUs),
    othersWithPair: habits.othersWithPair(pair).filter(time => time < at - campaignUs).length,
    hadOwnPassword: hadOwnPassword(pair, there),
    homeUsers: typingBefore(histories.of(home.site), sensor, isReverse ? Number.POSITIVE_INFINITY : at),
    homeDays: home.days,
    sinceHomeUs: Math.max(0, at - Math.min(home.lastTime, at)),
  }
}

function typingBefore({ passwords }: SiteHistory, sensor: string, before: number): number {
  let count = 0
  for (const [who, texts] of passwords)
    if (who !== sensor && [...texts.values()].some(({ first }) => first < before)) count += 1
  return count
}

/** Another password, not of this very page: who is asked twice may try several. */
function hadOwnPassword({ sensor, text, other }: ReusePair, { passwords }: SiteHistory): boolean {
  const texts = [...(passwords.get(sensor) ?? [])]
  return texts.some(
    ([which, { first }]) => which !== text && first < Math.min(other.page, other.firstTime - 10 * minuteUs),
  )
}

function knownLater(pair: ReusePair, { histories, habits }: FactSources): ReuseFacts['later'] {
  const { sensor, other } = pair
  const at = other.firstTime
  const { visits, passwords } = histories.of(other.site)
  const isLater = ({ last }: { last: number }) => last > at + weekUs
  const typing = [...passwords].filter(([who, texts]) => who !== sensor && [...texts.values()].some(isLater))
  const pairs = habits.othersWithPair(pair)
  return {
    userBackUs: Math.max(0, (visits.get(sensor)?.last ?? at) - at),
    othersStillThere: [...visits].filter(([who, span]) => who !== sensor && isLater(span)).length,
    othersTyping: typing.length,
    othersWithPair: Math.max(...pairs, at) - Math.min(...pairs, at) > weekUs ? pairs.length : 0,
  }
}

/** What its host plays on: the site of the password and its kin, else a site that the organisation knows. */
function likenessOf(
  { home, other }: ReusePair,
  { families, knownSites }: FactSources,
): LookAlike | undefined {
  const kin = lookAlike(other.hostname, families.of(home.site))
  if (kin !== undefined) return { ...kin, site: home.site }
  const known = [...knownSites].filter(site => !families.areOne(site, other.site))
  return families.areOne(home.site, other.site) ? undefined : lookAlike(other.hostname, known)
}

function isOneTime({ home, other }: ReusePair): boolean {
  if (home.uses > 1 || other.uses > 1) return false
  const apartUs = Math.abs(other.firstTime - home.firstTime)
  return Math.max(home.textLength, other.textLength) <= codeCharacters && apartUs <= 10 * minuteUs
}

function hostSigns(hostname: string, { siteOf }: FactSources): ReuseFacts['host'] {
  const { isAddress, isHosted, site, name } = siteOf(hostname)
  const below = hostname.slice(0, Math.max(0, hostname.length - site.length))
  // `login.example.com` is usual; `login-example.com` and `login.example.com.net` are not.
  const words = [...name.split('-'), ...(below.split('.').length > 3 ? below.split(/[.-]/) : [])]
  const isCompound = name.includes('-') || below.split('.').length > 3
  return {
    isAddress,
    isHosted,
    isPunycode: /(?:^|\.)xn--/.test(hostname),
    baitWords: isCompound ? [...new Set(words.filter(word => baitWord.test(word)))] : [],
  }
}
