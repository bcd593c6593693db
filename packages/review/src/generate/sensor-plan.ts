import type { Agenda } from './cases/agenda.ts'
import type { Person } from './organisation/person.ts'

/** What one sensor records, and who sits there. */
export interface SensorPlan {
  sensor: string
  group: string
  /** Events of each epoch. */
  lengths: number[]
  cloned: boolean
  person: Person
  agenda: Agenda
  seed: number
  /** Whether its first event is that it enrolled. */
  installs: boolean
}
