import type { Arrival } from './arrival.ts'
import type { LookAlike } from './look-alike.ts'

/** What is known about one reuse. Durations are microseconds; numbers of others leave the user's own sensor out. */
export interface ReuseFacts {
  /** The password was seen at its own site only later. */
  isReverse: boolean
  inputType: string
  filled: boolean
  /** Known at the moment of the entry: */
  before: {
    /** Since the user's first visit to the site. */
    userSinceUs: number
    /** Since the first event of the user's sensor, and of the store. */
    userHistoryUs: number
    storeHistoryUs: number
    sensors: number
    /** Others who had been at the site, and since when. */
    othersThere: number
    othersSinceUs: number
    /** Others who had typed passwords there more than three days before. */
    othersTyping: number
    /** Others with one password at both sites, more than three days before. */
    othersWithPair: number
    /** The user had typed another password there, on an earlier page. */
    hadOwnPassword: boolean
    /** Others who had typed passwords at the password's own site. */
    homeUsers: number
    /** Days on which the password was typed at its own site. */
    homeDays: number
    /** Since the password was typed at its own site last. */
    sinceHomeUs: number
  }
  /** Known only now. It may lower a score, and never raises one. */
  later: {
    /** From the entry to the user's last visit. */
    userBackUs: number
    /** Others who were there a week after, or later. */
    othersStillThere: number
    othersTyping: number
    /** Others with one password at both sites, a week and more apart. */
    othersWithPair: number
  }
  lookAlike: LookAlike | undefined
  arrival: Arrival
  /** The text was typed twice in the form. */
  isNewAccount: boolean
  /** One use here, one there, minutes apart, eight characters at most: a code of one time. */
  isOneTime: boolean
  host: { isAddress: boolean; isHosted: boolean; isPunycode: boolean; baitWords: readonly string[] }
  /** Further sites where the user has this very text. */
  furtherSites: number
  /** Other texts of the user that are at several sites. */
  otherReuses: number
  /** Other passwords of the user that were typed there within the hour. */
  otherPasswords: number
}
