import type { Organisation } from '../organisation/organisation.ts'
import type { Person } from '../organisation/person.ts'
import { seededRandom, seedOf } from '../seeded-random.ts'
import { type Agenda, fewestEventsOfEpoch, inOrder, mostEventsOfItem } from './agenda.ts'
import { planAttacks } from './attacks.ts'
import { benignCounts, kindsOfReusers } from './benign-kinds.ts'
import type { CasePlan, CaseSensor } from './case-plan.ts'
import type { BenignKind, PlannedCase } from './planned-case.ts'
import {
  type PlanCase,
  planManager,
  planNewSite,
  planPersonalReuse,
  planSister,
  planSupplier,
} from './reused-passwords.ts'
import {
  planChange,
  planCode,
  planCompanyDomain,
  planDevice,
  planNewService,
  planProvider,
  planTool,
  planWrongSite,
} from './work-passwords.ts'

const planners: Record<BenignKind, PlanCase> = {
  'personal-reuse': planPersonalReuse,
  'personal-reuse-new-site': planNewSite,
  'password-manager': planManager,
  'sister-domain': planSister,
  'supplier-portal': planSupplier,
  'company-domain': planCompanyDomain,
  'identity-provider': planProvider,
  'password-change': planChange,
  'new-service': planNewService,
  'wrong-site': planWrongSite,
  'one-time-code': planCode,
  'local-device': planDevice,
  'work-password-at-tool': planTool,
}

/** Events that a sensor needs for each case, with what stands around it. */
const eventsPerCase = 150
const mostTries = 200

export interface CasesWanted {
  organisation: Organisation
  sensors: { lengths: readonly number[]; person: Person }[]
  attacks: number
  benign: number
}

export type PlannedCases =
  | { status: 'planned'; cases: PlannedCase[]; agendas: Agenda[] }
  | { status: 'impossible'; why: string }

/** Decides who does what when, so that exactly as many cases happen as are wanted. */
export function planCases({ organisation, sensors, attacks, benign }: CasesWanted): PlannedCases {
  const all: CasePlan = {
    organisation,
    random: seededRandom(seedOf(organisation.seed, 'cases')),
    sensors: sensors.map(({ lengths, person }, index) => ({
      index,
      lengths,
      person,
      agenda: { items: [], nights: new Set() },
      taken: new Set(),
    })),
    cases: [],
    newHosts: 0,
  }
  const why = attacks + benign === 0 ? undefined : whyImpossible(all, attacks, benign)
  if (why !== undefined) return { status: 'impossible', why }
  planAttacks(all, attacks)
  for (const [kind, count] of Object.entries(benignCounts(benign))) planKind(all, kind as BenignKind, count)
  for (const { agenda } of all.sensors) inOrder(agenda.items)
  return { status: 'planned', cases: all.cases, agendas: all.sensors.map(({ agenda }) => agenda) }
}

function planKind(all: CasePlan, kind: BenignKind, count: number): void {
  const eligible = kindsOfReusers.has(kind) ? all.sensors.filter(({ person }) => person.reuses) : all.sensors
  const wanted = all.cases.length + count
  let next = all.random.below(eligible.length)
  for (let tries = 0; all.cases.length < wanted; tries++) {
    // Where a kind is used up, another one takes its place.
    const used = tries > mostTries + count * 4
    const plan = used ? planNewSite : planners[kind]
    plan(all, eligible[next++ % eligible.length] as CaseSensor)
  }
}

function whyImpossible({ sensors }: CasePlan, attacks: number, benign: number): string | undefined {
  if (attacks > sensors.length) return `${attacks} attacks need as many sensors, there are ${sensors.length}`
  const reusers = sensors.filter(({ person }) => person.reuses)
  if (benign > 0 && reusers.length === 0) return 'nobody reuses passwords, so that there are no benign cases'
  const each =
    Math.ceil(benign / Math.max(1, Math.min(reusers.length, sensors.length))) + (attacks > 0 ? 1 : 0)
  const poorest = sensors.find(({ lengths }) => roomOf(lengths) < each * eventsPerCase)
  if (poorest === undefined) return undefined
  return `with ${each} cases a sensor needs ${each * eventsPerCase} events in epochs of ${fewestEventsOfEpoch} or more, and one has ${roomOf(poorest.lengths)}`
}

/** Events of the epochs that are long enough. */
function roomOf(lengths: readonly number[]): number {
  const long = lengths.filter(length => length >= fewestEventsOfEpoch)
  return long.reduce((sum, length) => sum + length - mostEventsOfItem, 0)
}
