import type { Desk } from '../browsing/desk.ts'
import { brandName } from '../organisation/host-names.ts'
import type { Organisation } from '../organisation/organisation.ts'
import type { Person } from '../organisation/person.ts'
import type { SeededRandom } from '../seeded-random.ts'
import { type Agenda, type Moment, momentsOf } from './agenda.ts'
import type { PlannedCase } from './planned-case.ts'

/** A sensor as planning sees it. */
export interface CaseSensor {
  index: number
  lengths: readonly number[]
  person: Person
  agenda: Agenda
  /** Texts that were already planned at a host, and accounts that exist. */
  taken: Set<string>
}

/** What all plans of cases share. */
export interface CasePlan {
  organisation: Organisation
  random: SeededRandom
  sensors: CaseSensor[]
  cases: PlannedCase[]
  newHosts: number
}

/** A host that nobody of the company has seen, legitimate or not. */
export function newHost(plan: CasePlan): string {
  const { random, organisation } = plan
  const number = plan.newHosts++
  const name = `${brandName(organisation.seed, 5_000_000 + number)}${random.pick(['', '-'])}${brandName(organisation.seed, -7_000_000 - number)}`
  const begin = random.pick(['www.', 'www.', '', 'portal.', 'app.', 'my.', 'secure.', 'account.'])
  return `${begin}${name}.${random.pick(['com', 'com', 'com', 'net', 'org', 'io', 'de', 'co.uk', 'online', 'app', 'info', 'shop'])}`
}

/** Whether a text was not yet planned at a host for this sensor; it is from now on. */
export function take(sensor: CaseSensor, ...of: string[]): boolean {
  const name = of.join(' ')
  if (sensor.taken.has(name)) return false
  sensor.taken.add(name)
  return true
}

export function addCase(
  plan: CasePlan,
  sensor: CaseSensor,
  what: Pick<PlannedCase, 'record' | 'kind' | 'firstHost' | 'host'> & { traits?: string[] },
): PlannedCase {
  const prefix = what.record === 'attack' ? 'a' : 'b'
  const made: PlannedCase = {
    traits: [],
    ...what,
    id: `${prefix}${String(plan.cases.length + 1).padStart(5, '0')}`,
    sensor: sensor.index,
    textHash: '',
    entries: [],
  }
  plan.cases.push(made)
  return made
}

export function plan(sensor: CaseSensor, moment: Moment, act: (desk: Desk) => void): void {
  sensor.agenda.items.push({ ...moment, act })
}

export function moments<Count extends number>(
  { random }: CasePlan,
  sensor: CaseSensor,
  count: Count,
): Moment[] {
  return momentsOf(sensor.lengths, count, random)
}
