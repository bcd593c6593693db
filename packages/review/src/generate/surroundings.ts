import type { FaultKind, FaultLottery } from './fault-lottery.ts'
import type { Organisation } from './organisation/organisation.ts'

/** An event that met with a fault, by the id that it was recorded under. */
export interface GeneratedFault {
  kind: FaultKind
  sensor: string
  epoch: string
  seq: number
}

/** What the files hold of what was recorded: what `verify` has to find. */
export interface GeneratedCounts {
  epochs: number
  missing: number
  /** Also events that are stored under their old and their new id. */
  doubled: number
  conflicts: number
  declared: number
  /** Events that are stored under their new id only. */
  moved: number
  clones: number
}

/** What all sensors share. */
export interface Surroundings {
  organisation: Organisation
  lottery: FaultLottery
  counts: GeneratedCounts
  /** When the first day begins. */
  startUs: number
  laterTypes: boolean
  firstGeneration: boolean
  onFault?: ((fault: GeneratedFault) => void) | undefined
}
