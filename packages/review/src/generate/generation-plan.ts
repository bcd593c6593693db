import { planCases } from './cases/plan-cases.ts'
import type { PlannedCase } from './cases/planned-case.ts'
import { eligibleIn, epochLengths } from './epoch-plan.ts'
import { type FaultKind, faultKinds } from './fault-lottery.ts'
import { createOrganisation, type Organisation } from './organisation/organisation.ts'
import { personAt } from './organisation/person.ts'
import { type SeededRandom, seededRandom, seedOf } from './seeded-random.ts'
import type { SensorPlan } from './sensor-plan.ts'

export interface GenerateOptions {
  /** Events that the sensors record, drop reports and copies of profiles not counted. */
  events: number
  /** Every 13th is the second one of a person. @default 100, or one for each 3 events */
  sensors?: number | undefined
  /** @default 1 */
  groups?: number | undefined
  /** Epochs a sensor at most, one for each working day. @default 3, or one for each 500 events of a sensor */
  epochs?: number | undefined
  /** The same seed and options give the same files. @default 1 */
  seed?: number | undefined
  /** Midnight (UTC) of the Monday on which it begins, microseconds. @default 21 September 2026 */
  startUs?: number | undefined
  /** People who reuse passwords at several sites, in percent. @default 40 */
  reusePercent?: number | undefined
  /** People who type a real password of theirs where it gets stolen. @default 0 */
  attacks?: number | undefined
  /** Texts that turn up at a second site without harm, of all kinds, beside those that just happen. @default 0 */
  benign?: number | undefined
  /** Also events of types that sensors do not record yet: Navigation, PopupOpen, Download. @default false */
  laterTypes?: boolean | undefined
  /** As the first Weaklayer's sensors and gateway wrote it. @default false */
  firstGeneration?: boolean | undefined
  /** Events that meet with each fault. @default none */
  faults?: Partial<Record<FaultKind, number>> | undefined
  /** Sensors whose profile is copied. @default 0 */
  clones?: number | undefined
  /** @default 100 MB, as gateways do */
  fileBytes?: number | undefined
}

export interface GenerationPlan {
  seed: number
  /** As asked for: about as many lines are written. */
  events: number
  random: SeededRandom
  startUs: number
  organisation: Organisation
  groups: string[]
  sensors: SensorPlan[]
  cases: PlannedCase[]
  /** Events that can meet with a fault. */
  eligible: number
  faults: Record<FaultKind, number>
  fileBytes: number
  laterTypes: boolean
  firstGeneration: boolean
}

export type Planned = { status: 'planned'; plan: GenerationPlan } | { status: 'impossible'; why: string }

const usualFileBytes = 100_000_000
const usualStartUs = 1_789_948_800_000_000
const usualReusePercent = 40
const eventsOfDay = 500
/** An epoch, and that the sensor enrolled. */
const fewestToInstall = 4

/** Decides who records how much and does what, and whether what is asked for is possible. */
export function planGeneration(options: GenerateOptions): Planned {
  const { events, seed = 1, fileBytes = usualFileBytes, firstGeneration = false } = options
  const count = options.sensors ?? Math.max(1, Math.min(100, Math.floor(events / 3)))
  const faults = Object.fromEntries(faultKinds.map(kind => [kind, options.faults?.[kind] ?? 0]))
  const ordered = Object.values(faults).reduce((a, b) => a + b, 0)
  const why = whyImpossible(options, count, ordered)
  if (why !== undefined) return { status: 'impossible', why }
  const random = seededRandom(seed)
  const groups = Array.from({ length: options.groups ?? 1 }, () => uuid(random, '4'))
  const organisation = createOrganisation(seed)
  const sensors = Array.from({ length: count }, (_, index) =>
    sensorPlan(options, { count, index, groups, random }),
  )
  const planned = planCases({
    organisation,
    sensors,
    attacks: options.attacks ?? 0,
    benign: options.benign ?? 0,
  })
  if (planned.status === 'impossible') return planned
  for (const [index, sensor] of sensors.entries()) sensor.agenda = planned.agendas[index] ?? sensor.agenda
  const eligible = sensors.flatMap(({ lengths }) => lengths.map(eligibleIn)).reduce((a, b) => a + b, 0)
  if (ordered > eligible)
    return {
      status: 'impossible',
      why: `only ${eligible} of these events can meet with a fault, not ${ordered}`,
    }
  const plan = {
    seed,
    events,
    random,
    startUs: options.startUs ?? usualStartUs,
    organisation,
    groups,
    sensors,
    cases: planned.cases,
    eligible,
    faults: faults as Record<FaultKind, number>,
    fileBytes,
    laterTypes: options.laterTypes ?? false,
    firstGeneration,
  }
  return { status: 'planned', plan }
}

function whyImpossible(options: GenerateOptions, sensors: number, faults: number): string | undefined {
  const { events, clones = 0, firstGeneration, laterTypes } = options
  if (events < sensors) return `${sensors} sensors need at least one event each`
  if (clones > sensors) return `of ${sensors} sensors ${clones} cannot be copied`
  if (firstGeneration === true && (faults + clones > 0 || laterTypes === true))
    return 'the first generation has neither epochs, which faults need, nor later types'
  return undefined
}

interface SensorOf {
  count: number
  index: number
  groups: string[]
  random: SeededRandom
}

function sensorPlan(options: GenerateOptions, { count, index, groups, random }: SensorOf): SensorPlan {
  const { events, seed = 1, clones = 0, reusePercent = usualReusePercent } = options
  const epochs = options.epochs ?? Math.max(3, Math.round(events / count / eventsOfDay))
  const share = Math.floor(events / count) + (index < events % count ? 1 : 0)
  const installs = share >= fewestToInstall
  const group = index % groups.length
  return {
    sensor: uuid(random, '8'),
    group: groups[group] as string,
    lengths: epochLengths(share - (installs ? 1 : 0), epochs, random),
    cloned: Math.floor((index * clones) / count) !== Math.floor(((index + 1) * clones) / count),
    person: personAt({ seed, index, group, reusePercent }),
    agenda: { items: [], nights: new Set() },
    seed: seedOf(seed, 'sensor', index),
    installs,
  }
}

function uuid(random: SeededRandom, version: '4' | '8'): string {
  const hex = random.hex(32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
