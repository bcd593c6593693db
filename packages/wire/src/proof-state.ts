import type { Body, ContentIndex } from './content-index.ts'
import type { SeqRange } from './seq-ranges.ts'

/** What is collected of one epoch. */
export interface EpochState {
  id: string
  present: SeqRange[]
  /** Seqs that Dropped events declare, by reason. */
  declared: Map<string, SeqRange[]>
  deadLettered: SeqRange[]
  /** Seqs that were stored and were removed since. */
  removed: SeqRange[]
  knownLast: number
  /** Its last seq, as the epoch after it says; the lowest where several do. */
  endedAt: number | undefined
  /** What its first Status names. */
  previous: { epoch: string; lastSeq: number } | null | undefined
  lastReceived: number
  firstTime: number
}

/** The browser's database was lost: up to `atMost` events, the last ones of `ofEpoch`. */
export interface LostStore {
  ofEpoch?: string
  atMost?: number
}

/** What is collected of one sensor. */
export interface SensorState {
  id: string
  /** Something of its own arrived; others may have told of it before. */
  known: boolean
  group: string
  /** Contents under its ids. */
  stored: number
  doubled: number
  withoutEpoch: number
  conflicts: string[]
  unnumbered: Map<string, number>
  lostStores: LostStore[]
  epochs: Map<string, EpochState>
}

/** Events of one epoch that were moved to another; the lists belong together, place by place. */
export interface Moves {
  sensor: string
  epoch: string
  ofSensor: string
  ofEpoch: string
  olds: number[]
  news: number[]
  /** What it says, where the old id is its first one and the new one is stored. */
  bodies: (Body | undefined)[]
  /** Events that never had a seq and that a moved Dropped event tells of, by its place. */
  unnumbered: Map<number, { reason: string; count: number }>
}

/** All that a proof collects: the order in which it came has no influence on it. */
export interface Collected {
  contents: ContentIndex
  sensors: Map<string, SensorState>
  /** By the epoch that was left, then by the epoch that they are in now. */
  moves: Map<string, Map<string, Moves>>
  /** Most events that went with a lost store, by `lostStoreKey`. */
  lostStores: Map<string, number>
}

export function newCollected(contents: ContentIndex): Collected {
  return { contents, sensors: new Map(), moves: new Map(), lostStores: new Map() }
}

/** The state of a sensor of which something arrived. */
export function knownSensor(collected: Collected, { sensor, group }: { sensor: string; group: string }) {
  const state = sensorState(collected, sensor)
  // One sensor has one group; of two the choice must not depend on the order of reading.
  if (!state.known || group < state.group) state.group = group
  state.known = true
  return state
}

/** The state of a sensor, which may be told of before anything of it arrives. */
export function sensorState({ sensors }: Collected, id: string): SensorState {
  const found = sensors.get(id)
  if (found) return found
  const made: SensorState = {
    id,
    known: false,
    group: '',
    stored: 0,
    doubled: 0,
    withoutEpoch: 0,
    conflicts: [],
    unnumbered: new Map(),
    lostStores: [],
    epochs: new Map(),
  }
  sensors.set(id, made)
  return made
}

export function epochState(sensor: SensorState, id: string): EpochState {
  const found = sensor.epochs.get(id)
  if (found) return found
  const made: EpochState = {
    id,
    present: [],
    declared: new Map(),
    deadLettered: [],
    removed: [],
    knownLast: 0,
    endedAt: undefined,
    previous: undefined,
    lastReceived: 0,
    firstTime: Number.MAX_SAFE_INTEGER,
  }
  sensor.epochs.set(id, made)
  return made
}

/** The epoch before: null for the start of a chain, undefined while unknown. */
export function previousOf({ previous }: EpochState): string | null | undefined {
  return previous === null ? null : previous?.epoch
}

/** One name for an epoch of a sensor. */
export function epochKey(sensor: string, epoch: string): string {
  return `${sensor}/${epoch}`
}
