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
    /** Others who had been at the site. */
    othersThere: number
    /** Of them, who had typed passwords there. */
    othersTyping: number
    /** Since the first of them did. */
    othersTypingSinceUs: number
    /** Of those, who had come back on another day: who has an account does, who was robbed does not. */
    othersSigningIn: number
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
    /** Further sites where the user had typed this very text. */
    furtherSites: number
  }
  /** Known only now. It may lower a score, and never raises one. */
  later: {
    /** From the entry to the user's last visit. */
    userBackUs: number
    /** Others who have typed passwords there and come back on another day since. */
    othersSigningIn: number
    /** Others with one password at both sites, over a week and more. */
    othersWithPair: number
  }
  lookAlike: (LookAlike & { of: 'home' | 'organisation' | 'user' }) | undefined
  arrival: Arrival
  /** Right after the entry. */
  after: {
    /** The text was typed again within half a minute on the same page, as in a form for a new account. */
    isNewAccount: boolean
    /** The text was typed again at the site, later than that: it was asked for again. */
    isAskedAgain: boolean
    /** Until the text was typed at its own site. */
    homeTypedUs: number | undefined
  }
  /** One use here, one there, minutes apart, eight characters at most: a code of one time. */
  isOneTime: boolean
  host: {
    isInside: boolean
    isAddress: boolean
    isHosted: boolean
    isPunycode: boolean
    baitWords: readonly string[]
  }
  /** Other texts of the user that are at several sites. */
  otherReuses: number
  /** Other passwords of the user that were typed there within the hour. */
  otherPasswords: number
  /** Another text was typed there at that time that is a password of the same home since, or was before. */
  isChanged: boolean
}
