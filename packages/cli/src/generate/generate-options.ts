import { type GenerateOptions, sensorsOf } from '@weaklayer/review'
import { wrongCall } from '../cli-error.ts'

/** What the command line of `generate` says. */
export interface GenerateCall {
  out?: string
  events?: number
  seed: number
  start?: number
  users?: number
  sensors?: number
  groups?: number
  epochs?: number
  organisation?: boolean
  attacks?: number
  benign?: number
  reuse?: number
  truth?: string
  laterTypes?: boolean
  firstGeneration?: boolean
  missing: number
  doubled: number
  conflicts: number
  drops: number
  moved: number
  clones: number
  json?: boolean
}

const usual = { events: 10_000, users: undefined, groups: 1, attacks: 0, benign: 0 }
const organisation = { events: 5_000_000, users: 500, groups: 3, attacks: 20, benign: 2000 }

/** What a call asks for: what it says counts, then what `--organisation` stands for. */
export function generateOptions(call: GenerateCall): GenerateOptions {
  const preset = call.organisation === true ? organisation : usual
  if (call.users !== undefined && call.sensors !== undefined)
    throw wrongCall('--users and --sensors say the same', 'Name one of them.')
  if ((call.reuse ?? 0) > 100) throw wrongCall('--reuse is a percentage', 'Name a number from 0 to 100.')
  const users = call.users ?? preset.users
  const { missing, doubled, moved, conflicts, drops } = call
  return {
    events: call.events ?? preset.events,
    sensors: call.sensors ?? (users === undefined ? undefined : sensorsOf(users)),
    groups: call.groups ?? preset.groups,
    epochs: call.epochs,
    seed: call.seed,
    startUs: call.start,
    attacks: call.attacks ?? preset.attacks,
    benign: call.benign ?? preset.benign,
    reusePercent: call.reuse,
    laterTypes: call.laterTypes,
    firstGeneration: call.firstGeneration,
    clones: call.clones,
    faults: { missing, doubled, moved, conflict: conflicts, dropped: drops },
  }
}
