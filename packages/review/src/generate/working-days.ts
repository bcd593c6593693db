import type { Person } from './organisation/person.ts'
import type { SeededRandom } from './seeded-random.ts'

const hourUs = 3_600_000_000
const dayUs = 24 * hourUs
const daysOfWork = 5
const mostUsOfEvent = 90_000_000
const lateHour = 21.5
const longestNightHours = 3

export interface RunOf {
  person: Person
  /** Number of the run: one for each working day. */
  index: number
  events: number
  /** Midnight of a Monday. */
  startUs: number
  night: boolean
  random: SeededRandom
}

/** From when to about when somebody's browser runs on a working day. */
export function runTimes({ person, index, events, startUs, night, random }: RunOf) {
  const day = Math.floor(index / daysOfWork) * 7 + (index % daysOfWork)
  const hour = night ? lateHour + random.share() * 1.5 : person.beginsHour + random.share() - 0.5
  const hours = night ? longestNightHours : person.worksHours + random.share() - 0.5
  const beginUs = startUs + day * dayUs + Math.floor((hour - person.zoneHours) * hourUs)
  return { beginUs, endUs: beginUs + Math.min(Math.floor(hours * hourUs), events * mostUsOfEvent) }
}
