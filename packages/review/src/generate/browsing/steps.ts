import type { PlannedCase } from '../cases/planned-case.ts'
import type { Address } from '../organisation/addresses.ts'

/** A frame that shows pages: the top one of a tab, or one within it. */
export interface Frame {
  tab: number
  frame: number
  /** The frame at the top of the tab; itself for that one. */
  top: Frame
  host: string
  windowUs: number
  locationUs: number
}

/** One event that is about to happen. `pause`: the user reads or does something else before it. */
export type Step = { frame: Frame; afterUs: number; pause: boolean } & (
  | { kind: 'window' }
  | { kind: 'location'; address: Address }
  | { kind: 'text'; hash: string; characters: number; inputType: string; filled: boolean; of?: PlannedCase }
  | { kind: 'later'; type: string; fields: string }
)
