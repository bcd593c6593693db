import { eligibleIn, epochLengths } from './epoch-plan.ts'
import { type FaultKind, faultKinds } from './fault-lottery.ts'
import { type SeededRandom, seededRandom } from './seeded-random.ts'

export interface GenerateOptions {
  /** Events that the sensors record, drop reports and copies of profiles not counted. */
  events: number
  /** @default 100, or one for each 3 events */
  sensors?: number | undefined
  /** @default 1 */
  groups?: number | undefined
  /** Epochs a sensor. @default 3 */
  epochs?: number | undefined
  /** The same seed and options give the same files. @default 1 */
  seed?: number | undefined
  /** Events that meet with each fault. @default none */
  faults?: Partial<Record<FaultKind, number>> | undefined
  /** Sensors whose profile is copied. @default 0 */
  clones?: number | undefined
  /** @default 100 MB, as gateways do */
  fileBytes?: number | undefined
}

export interface SensorPlan {
  sensor: string
  group: string
  /** Events of each epoch. */
  lengths: number[]
  cloned: boolean
}

export interface GenerationPlan {
  seed: number
  random: SeededRandom
  groups: string[]
  sensors: SensorPlan[]
  /** Events that can meet with a fault. */
  eligible: number
  faults: Record<FaultKind, number>
  fileBytes: number
}

export type Planned = { status: 'planned'; plan: GenerationPlan } | { status: 'impossible'; why: string }

const usualFileBytes = 100_000_000

/** Decides who records how much, and whether what is asked for is possible. */
export function planGeneration(options: GenerateOptions): Planned {
  const { events, seed = 1, epochs = 3, clones = 0, fileBytes = usualFileBytes } = options
  const count = options.sensors ?? Math.max(1, Math.min(100, Math.floor(events / 3)))
  if (events < count) return { status: 'impossible', why: `${count} sensors need at least one event each` }
  if (clones > count) return { status: 'impossible', why: `of ${count} sensors ${clones} cannot be copied` }
  const random = seededRandom(seed)
  const groups = Array.from({ length: options.groups ?? 1 }, () => uuid(random, '4'))
  const sensors = Array.from({ length: count }, (_, index) => ({
    sensor: uuid(random, '8'),
    group: groups[index % groups.length] as string,
    lengths: epochLengths(Math.floor(events / count) + (index < events % count ? 1 : 0), epochs, random),
    cloned: Math.floor((index * clones) / count) !== Math.floor(((index + 1) * clones) / count),
  }))
  const eligible = sensors.flatMap(({ lengths }) => lengths.map(eligibleIn)).reduce((a, b) => a + b, 0)
  const faults = Object.fromEntries(faultKinds.map(kind => [kind, options.faults?.[kind] ?? 0]))
  const ordered = Object.values(faults).reduce((a, b) => a + b, 0)
  if (ordered > eligible)
    return {
      status: 'impossible',
      why: `only ${eligible} of these events can meet with a fault, not ${ordered}`,
    }
  const plan = {
    seed,
    random,
    groups,
    sensors,
    eligible,
    faults: faults as Record<FaultKind, number>,
    fileBytes,
  }
  return { status: 'planned', plan }
}

function uuid(random: SeededRandom, version: '4' | '8'): string {
  const hex = random.hex(32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
