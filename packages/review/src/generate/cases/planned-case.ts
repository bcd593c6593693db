/** Where a text was typed, as the stored event says. First-generation events have neither epoch nor seq. */
export interface CaseEntry {
  time: number
  epoch?: string
  seq?: number
}

/** Ways by which people arrive where their password is stolen. */
export type AttackWay =
  | 'mail-link'
  | 'chat-link'
  | 'popup'
  | 'search'
  | 'redirect'
  | 'typed-address'
  | 'compromised-site'

/** Why the same text turns up at another site without harm. */
export type BenignKind =
  | 'personal-reuse'
  | 'personal-reuse-new-site'
  | 'password-manager'
  | 'sister-domain'
  | 'supplier-portal'
  | 'company-domain'
  | 'identity-provider'
  | 'password-change'
  | 'new-service'
  | 'wrong-site'
  | 'one-time-code'
  | 'local-device'
  | 'work-password-at-tool'

/** A text that is typed at one host and later at another: what detection may find, and what it should think of it. */
export interface PlannedCase {
  id: string
  record: 'attack' | 'benign'
  kind: AttackWay | BenignKind
  /** What else makes an attack special, such as `look-alike`, `night`, `twice`. */
  traits: string[]
  sensor: number
  /** Where the text belongs. */
  firstHost: string
  host: string
  textHash: string
  entries: CaseEntry[]
}
