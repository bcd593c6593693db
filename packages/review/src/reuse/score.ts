import { formatSpan } from './format-span.ts'
import type { ReuseFacts } from './reuse-facts.ts'

/** One reason for a score, or against. */
export interface ScoreTerm {
  name: string
  points: number
  /** In words, with the figures that it rests on. */
  why: string
  /** `later` rests on what happened after the entry. */
  knownBy: 'before' | 'later'
}

type Term = Omit<ScoreTerm, 'knownBy'> | undefined
type Rule = (facts: ReuseFacts) => Term

const minuteUs = 60_000_000
const hourUs = 60 * minuteUs
const dayUs = 24 * hourUs
/** Newness means little before a store knows what is usual. */
const settledUs = 3 * dayUs

/** Every reason for the score of a reuse; their points add up to it. */
export function scoreTerms(facts: ReuseFacts): ScoreTerm[] {
  const known = (rules: readonly Rule[], knownBy: ScoreTerm['knownBy']) =>
    rules.flatMap(rule => {
      const term = rule(facts)
      return term === undefined || term.points === 0 ? [] : [{ ...term, knownBy }]
    })
  return [...known(rulesBefore, 'before'), ...known(rulesLater, 'later')]
}

export function scoreOf(terms: readonly ScoreTerm[]): number {
  return terms.reduce((sum, { points }) => sum + points, 0)
}

const rulesBefore: readonly Rule[] = [
  newToUser,
  newToOrganisation,
  likeness,
  arrival,
  ownPassword,
  others,
  samePair,
  newAccount,
  oneTime,
  host,
  workPassword,
  habit,
  severalPasswords,
  backHome,
  field,
  order,
]
const rulesLater: readonly Rule[] = [cameBack, othersStayed, othersPairedLater]

function newToUser({ before }: ReuseFacts): Term {
  const name = 'new to the user'
  const since = formatSpan(before.userSinceUs)
  const certain = share(before.userHistoryUs)
  if (before.userSinceUs <= hourUs)
    return { name, points: Math.round(20 * certain), why: `first visit, ${since} before` }
  if (before.userSinceUs <= dayUs)
    return { name, points: Math.round(10 * certain), why: `first visit ${since} before` }
  if (before.userSinceUs <= 7 * dayUs) return { name, points: -5, why: `known to the user for ${since}` }
  return { name, points: -15, why: `known to the user for ${since}` }
}

function newToOrganisation({ before }: ReuseFacts): Term {
  const name = 'new to the organisation'
  const { othersThere: there, othersSinceUs, sensors } = before
  const certain = share(before.storeHistoryUs)
  if (there === 0) return { name, points: Math.round(25 * certain), why: 'nobody else had been there' }
  const why = `${there} of ${sensors} sensors had been there, for ${formatSpan(othersSinceUs)}`
  if (othersSinceUs <= 3 * dayUs) return { name, points: there <= 5 ? Math.round(15 * certain) : 0, why }
  if (there >= Math.max(5, sensors * 0.05)) return { name, points: -30, why }
  return { name, points: there >= Math.max(3, sensors * 0.01) ? -15 : -5, why }
}

function likeness({ lookAlike, before }: ReuseFacts): Term {
  if (lookAlike === undefined) return undefined
  const isKnown = before.othersThere > 0 && before.othersSinceUs > 3 * dayUs
  return {
    name: 'looks like another site',
    points: isKnown ? 0 : Math.round(30 * lookAlike.strength),
    why: `${lookAlike.kind}: ${lookAlike.site}`,
  }
}

const arrivalPoints = {
  mail: 15,
  chat: 12,
  'new tab': 5,
  link: 5,
  direct: 3,
  search: -5,
  home: -12,
} satisfies Record<ReuseFacts['arrival']['kind'], number>
const arrivalWords = {
  mail: 'from mail',
  chat: 'from a chat',
  'new tab': 'in a new tab, last before',
  link: 'from',
  direct: 'with no page before: typed, a bookmark, or another program',
  search: 'from a search',
  home: "from the password's own site",
} satisfies Record<ReuseFacts['arrival']['kind'], string>

function arrival({ arrival: { kind, fromHost }, before }: ReuseFacts): Term {
  const points = arrivalPoints[kind]
  const isUsual = before.userSinceUs > dayUs
  const why = [arrivalWords[kind], fromHost].filter(word => word !== undefined).join(' ')
  return { name: 'way of arrival', points: isUsual ? Math.min(0, points) : points, why }
}

function ownPassword({ before }: ReuseFacts): Term {
  if (!before.hadOwnPassword) return undefined
  return { name: 'has an account there', points: -25, why: 'had typed another password there before' }
}

function others({ before: { othersTyping: typing } }: ReuseFacts): Term {
  if (typing === 0) return undefined
  return {
    name: 'others sign in there',
    points: typing >= 3 ? -25 : -10,
    why: `${typing} others had typed passwords there more than 3 days before`,
  }
}

function samePair({ before: { othersWithPair: pairs } }: ReuseFacts): Term {
  if (pairs === 0) return undefined
  return {
    name: 'others use one password at both',
    points: pairs >= 3 ? -25 : -10,
    why: `${pairs} others had one password at both sites more than 3 days before`,
  }
}

function newAccount({ isNewAccount }: ReuseFacts): Term {
  if (!isNewAccount) return undefined
  return { name: 'new account', points: -15, why: 'typed twice in one form, as for a new account' }
}

function oneTime({ isOneTime }: ReuseFacts): Term {
  if (!isOneTime) return undefined
  return { name: 'one-time code', points: -25, why: 'short, and used once at each site within minutes' }
}

function host({ host: { isAddress, isHosted, isPunycode, baitWords } }: ReuseFacts): Term {
  const signs = [
    ...(isAddress ? ['a bare address'] : []),
    ...(isPunycode ? ['letters of another script'] : []),
    ...(isHosted ? ['a name that anybody gets'] : []),
    ...(baitWords.length > 0 ? [`words such as ${baitWords.slice(0, 3).join(', ')}`] : []),
  ]
  if (signs.length === 0) return undefined
  return { name: 'its address', points: Math.min(12, 6 * signs.length), why: signs.join('; ') }
}

function workPassword({ before: { homeUsers, sensors, homeDays } }: ReuseFacts): Term {
  const isShared = homeUsers >= Math.max(3, sensors * 0.05)
  const points = (isShared ? 12 : 0) + (homeDays > 1 ? 3 : 0)
  const days = homeDays > 1 ? `used on ${homeDays} days` : 'seen on one day'
  return {
    name: 'worth of the password',
    points,
    why: `${days}, at a site where ${homeUsers} others type passwords`,
  }
}

function habit({ furtherSites, otherReuses }: ReuseFacts): Term {
  const points = -Math.min(12, 6 * furtherSites + 2 * otherReuses)
  return {
    name: 'habit of the user',
    points,
    why: `has this password at ${furtherSites} further sites, and ${otherReuses} others at several`,
  }
}

function severalPasswords({ otherPasswords }: ReuseFacts): Term {
  if (otherPasswords === 0) return undefined
  return {
    name: 'several passwords',
    points: 8,
    why: `typed ${otherPasswords} other passwords of other sites there within the hour`,
  }
}

function backHome({ arrival: { homeAfterUs }, before }: ReuseFacts): Term {
  if (homeAfterUs === undefined || homeAfterUs > 2 * minuteUs || before.othersThere > 0) return undefined
  return { name: 'led on', points: 5, why: `went on to the real site ${formatSpan(homeAfterUs)} later` }
}

function field({ inputType, filled, before }: ReuseFacts): Term {
  if (filled)
    return { name: 'kind of field', points: -10, why: 'filled in by a program, such as a password manager' }
  if (inputType === 'password') return undefined
  const isNew = before.userSinceUs <= hourUs && before.othersThere === 0
  return { name: 'kind of field', points: isNew ? 5 : -5, why: `typed into a field of the kind ${inputType}` }
}

function order({ isReverse, before: { sinceHomeUs } }: ReuseFacts): Term {
  if (isReverse) return { name: 'order', points: -12, why: "seen at the password's own site only afterwards" }
  if (sinceHomeUs > 30 * dayUs)
    return { name: 'order', points: -3, why: `last used at its own site ${formatSpan(sinceHomeUs)} before` }
  return undefined
}

function cameBack({ later: { userBackUs } }: ReuseFacts): Term {
  if (userBackUs < 2 * dayUs) return undefined
  const points = userBackUs >= 7 * dayUs ? -25 : -15
  return { name: 'came back', points, why: `the user was there again up to ${formatSpan(userBackUs)} later` }
}

function othersStayed({ later: { othersStillThere, othersTyping } }: ReuseFacts): Term {
  if (othersStillThere === 0) return undefined
  const points = othersStillThere >= 3 || othersTyping > 0 ? -20 : -10
  return {
    name: 'others use it since',
    points,
    why: `${othersStillThere} others were there a week later, ${othersTyping} typed passwords`,
  }
}

function othersPairedLater({ later: { othersWithPair: pairs } }: ReuseFacts): Term {
  if (pairs < 3) return undefined
  return {
    name: 'others use one password at both since',
    points: -20,
    why: `${pairs} others, over more than a week`,
  }
}

/** From 0 to 1: how much newness means after so long. */
const share = (historyUs: number) => Math.min(1, historyUs / settledUs)
