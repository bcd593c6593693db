import { formatSpan } from './format-span.ts'
import type { ReuseFacts } from './reuse-facts.ts'
import type { ScoreRule } from './score.ts'

const minuteUs = 60_000_000
const hourUs = 60 * minuteUs
const dayUs = 24 * hourUs
/** Newness means little before a store knows what is usual. */
const settledUs = 3 * dayUs
/** From 0 to 1: how much newness means after so long. */
const share = (historyUs: number) => Math.min(1, historyUs / settledUs)

/** From 0 to 1: how many others have passwords at its own site. */
const shareOfOthers = ({ homeUsers, sensors }: ReuseFacts['before']) => homeUsers / Math.max(1, sensors - 1)

const newToUser: ScoreRule = ({ before }) => {
  const name = 'new to the user'
  const since = formatSpan(before.userSinceUs)
  const certain = share(before.userHistoryUs)
  if (before.userSinceUs <= hourUs)
    return { name, points: Math.round(20 * certain), why: `first visit ${since} before` }
  if (before.userSinceUs <= dayUs)
    return { name, points: Math.round(10 * certain), why: `first visit ${since} before` }
  const why = `known to the user for ${since}`
  return { name, points: before.userSinceUs <= 7 * dayUs ? -5 : -15, why }
}

const newToOrganisation: ScoreRule = ({ before }) => {
  const name = 'new to the organisation'
  const { othersThere: there, othersTyping: typing, othersSigningIn, sensors } = before
  const certain = share(before.storeHistoryUs)
  if (there === 0) return { name, points: Math.round(25 * certain), why: 'nobody else had been there' }
  if (typing === 0) {
    const why = `${there} of ${sensors} sensors had been there, none had typed a password`
    return { name, points: Math.round(20 * certain), why }
  }
  // Where passwords are stolen, they are of a few, and for days.
  if (othersSigningIn > 0 || (typing >= 5 && before.othersTypingSinceUs > 7 * dayUs)) return undefined
  const why = `${typing} others had typed passwords there, none had come back another day`
  return { name, points: Math.round(15 * certain), why }
}

const others: ScoreRule = ({ before: { othersSigningIn: count } }) => {
  if (count === 0) return undefined
  const points = count >= 3 ? -40 : count === 2 ? -25 : -15
  const why = `${count} others had typed passwords there and come back on other days`
  return { name: 'others sign in there', points, why }
}

const samePair: ScoreRule = ({ before: { othersWithPair: pairs, othersSigningIn } }) => {
  if (pairs < 3 && othersSigningIn === 0) return undefined
  if (pairs === 0) return undefined
  const why = `${pairs} others had one password at both sites more than 3 days before`
  return { name: 'others use one password at both', points: pairs >= 10 ? -40 : pairs >= 3 ? -25 : -10, why }
}

const likenessShares = { home: 30, organisation: 15, user: 12 } as const

const likeness: ScoreRule = ({ lookAlike, before }) => {
  if (lookAlike === undefined || before.othersSigningIn > 0) return undefined
  // Companies have their name under many endings themselves.
  const most = lookAlike.kind === 'other ending' ? 0 : likenessShares[lookAlike.of]
  const whose = {
    home: "the password's own site",
    organisation: 'a site that everybody knows',
    user: 'a site where the user signs in',
  }[lookAlike.of]
  const why = `${lookAlike.kind}: ${lookAlike.site}, ${whose}`
  return { name: 'looks like another site', points: Math.round(most * lookAlike.strength), why }
}

const arrivals = {
  mail: [15, 'from mail'],
  chat: [12, 'from a chat'],
  'new tab': [6, 'in a new tab, last before'],
  link: [5, 'from'],
  direct: [3, 'with no page before: typed, a bookmark, or another program'],
  search: [0, 'from a search'],
  home: [-12, "from the password's own site"],
} satisfies Record<ReuseFacts['arrival']['kind'], [number, string]>

const arrival: ScoreRule = ({ arrival: { kind, fromHost }, before }) => {
  const [points, words] = arrivals[kind]
  const isUsual = before.userSinceUs > dayUs
  const why = fromHost === undefined ? words : `${words} ${fromHost}`
  return { name: 'way of arrival', points: isUsual ? Math.min(0, points) : points, why }
}

/** Who has an account gets in, and often looks around first; who is robbed is brought to a form, and gets nothing. */
const letIn: ScoreRule = ({ arrival: { pagesBefore, wentOn }, after: { isAskedAgain }, before }) => {
  if (before.othersSigningIn > 0) return undefined
  const isIn = wentOn === 'there' && !isAskedAgain
  const points = isIn ? (pagesBefore === 0 ? -10 : -20) : pagesBefore === 0 ? 20 : 15
  const came =
    pagesBefore === 0 ? 'the first page there asked for it' : `after ${pagesBefore} other pages there`
  const went = isIn ? 'and led to other pages' : 'and led to no other page of the site'
  return { name: 'course of the visit', points, why: `${came}, ${went}` }
}

const ownPassword: ScoreRule = ({ before }) =>
  before.hadOwnPassword
    ? { name: 'has an account there', points: -30, why: 'had typed another password there before' }
    : undefined

const workPassword: ScoreRule = ({ before }) => {
  const { homeDays } = before
  const part = shareOfOthers(before)
  const points = part >= 0.5 ? 40 : part >= 0.2 ? 10 : 0
  const days = homeDays > 1 ? `used on ${homeDays} days` : 'seen on one day'
  const why = `${days}, at a site where ${Math.round(100 * part)} % of the others type passwords`
  return { name: 'worth of the password', points, why }
}

/** Who has a password everywhere has one more place for it; but the password of everybody's sign-in belongs nowhere else. */
const habit: ScoreRule = ({ before, otherReuses }) => {
  const { furtherSites } = before
  const most = shareOfOthers(before) >= 0.5 ? 8 : 25
  const points = -Math.min(most, 8 * furtherSites + Math.min(15, Math.max(0, 2 * (otherReuses - 1))))
  const why = `had this password at ${furtherSites} further sites, and has ${otherReuses} others at several`
  return { name: 'habit of the user', points, why }
}

const changed: ScoreRule = ({ isChanged }) =>
  isChanged
    ? {
        name: 'password changed',
        points: -40,
        why: 'an old and a new password of its own site were typed there',
      }
    : undefined

const newAccount: ScoreRule = ({ after: { isNewAccount } }) =>
  isNewAccount
    ? { name: 'new account', points: -15, why: 'typed twice in one form, as for a new account' }
    : undefined

const askedAgain: ScoreRule = ({ after: { isAskedAgain }, before }) =>
  isAskedAgain && before.othersSigningIn === 0
    ? { name: 'asked again', points: 6, why: 'typed there again within minutes' }
    : undefined

const thenAtHome: ScoreRule = ({ after: { homeTypedUs }, arrival: { homeAfterUs }, before }) => {
  if (before.hadOwnPassword || before.othersSigningIn > 0) return undefined
  if (homeTypedUs !== undefined)
    return { name: 'then at home', points: 8, why: `typed at its own site ${formatSpan(homeTypedUs)} later` }
  if (homeAfterUs === undefined || homeAfterUs > 2 * minuteUs) return undefined
  return { name: 'then at home', points: 5, why: `went on to its own site ${formatSpan(homeAfterUs)} later` }
}

const oneTime: ScoreRule = ({ isOneTime }) =>
  isOneTime
    ? { name: 'one-time code', points: -30, why: 'short, and used once at each site within minutes' }
    : undefined

const host: ScoreRule = ({ host: { isInside, isAddress, isHosted, isPunycode, baitWords } }) => {
  const name = 'its address'
  if (isInside) return { name, points: -45, why: 'a device or a name of the own network' }
  const signs = [
    ...(isAddress ? ['a bare address'] : []),
    ...(isPunycode ? ['letters of another script'] : []),
    ...(isHosted ? ['a name that anybody gets'] : []),
    ...(baitWords.length > 0 ? [`words such as ${baitWords.slice(0, 3).join(', ')}`] : []),
  ]
  return { name, points: Math.min(10, 5 * signs.length), why: signs.join('; ') }
}

const severalPasswords: ScoreRule = ({ otherPasswords: count }) =>
  count === 0
    ? undefined
    : {
        name: 'several passwords',
        points: 8,
        why: `${count} other passwords of other sites typed there within the hour`,
      }

const field: ScoreRule = ({ inputType, filled, before }) => {
  const name = 'kind of field'
  if (filled) return { name, points: -25, why: 'filled in by a program, such as a password manager' }
  if (inputType === 'password') return undefined
  const isNew = before.userSinceUs <= hourUs && before.othersThere === 0
  return { name, points: isNew ? 5 : -5, why: `typed into a field of the kind ${inputType}` }
}

const order: ScoreRule = ({ isReverse, before: { sinceHomeUs } }) => {
  const name = 'order'
  if (isReverse) return { name, points: -12, why: 'seen at its own site only afterwards' }
  if (sinceHomeUs <= 30 * dayUs) return undefined
  return { name, points: -3, why: `last used at its own site ${formatSpan(sinceHomeUs)} before` }
}

/** What is known at the entry, or minutes after. */
export const rulesBefore: readonly ScoreRule[] = [
  newToUser,
  newToOrganisation,
  others,
  samePair,
  likeness,
  arrival,
  letIn,
  ownPassword,
  workPassword,
  habit,
  changed,
  newAccount,
  askedAgain,
  thenAtHome,
  oneTime,
  host,
  severalPasswords,
  field,
  order,
]
