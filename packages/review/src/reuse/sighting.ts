/** One text of one user at one host: all its whole uses there, taken together. */
export interface Sighting {
  /** Stands for sensor, hash key and hash of the text; the text itself is known to nobody. */
  text: string
  sensor: string
  group: string
  label: string | null
  device: string | null
  user: string | null
  hostname: string
  /** Microseconds since 1970 UTC, of the first and the last use. */
  firstTime: number
  lastTime: number
  /** The same of uses in password fields; null for none. */
  firstPasswordTime: number | null
  passwordUses: number
  uses: number
  /** On how many days (UTC). */
  days: number
  /** Of the first use: */
  inputType: string
  textLength: number
  filled: boolean | null
  /** `time` of its WindowLocation event. */
  page: number
}

/** A text of one user in password fields of one host. */
export interface PasswordUse {
  hostname: string
  sensor: string
  /** null where nothing tells it from others: it is too short, or has no hash. */
  text: string | null
  firstTime: number
}

/** One use of a text. */
export interface Repeat {
  text: string
  hostname: string
  firstTime: number
  page: number | null
}
