import type { RecordedAddress } from '../privacy/redact-url.ts'
import type { EventFacts } from './records.ts'

/** What is left of a message once privacy rules and hashing are through. */
export type PreparedReport =
  | { kind: 'Window' }
  | { kind: 'WindowLocation'; address: RecordedAddress }
  | { kind: 'TextInput'; location: number; text: HashedInput }

export interface HashedInput {
  textHash: string
  textLength: number
  inputType: string
  hashKeyId: string
  filled?: boolean
}

export interface PreparedMessage {
  frame: string
  n: number
  atMs: number
  /** What its frame had been told to be recorded. */
  acked?: number
  browserTab: number
  frameId: number
  facts: EventFacts
  /** Judged before any policy was known: what policy excludes must be taken out again before anything is sent. */
  unrevised: boolean
  /** Absent when the message is not wanted: its number counts all the same. */
  report?: PreparedReport
}
