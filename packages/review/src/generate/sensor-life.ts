import type { Browsing } from './browsing/browsing.ts'
import type { Place, WriteStep } from './event-text.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { SensorPlan } from './sensor-plan.ts'
import type { Surroundings } from './surroundings.ts'

/** An event that gets another id. */
export interface MovedEvent {
  body: string
  place: Place
}

/** How far a sensor has come. */
export interface Life {
  plan: SensorPlan
  random: SeededRandom
  browsing: Browsing
  write: WriteStep
  timeUs: number
  epoch: string
  seq: number
  position: number
  previous: { epoch: string; lastSeq: number } | undefined
  dropped: number[]
  moved: MovedEvent[]
  /** Texts that are delivered once more, or with other content. */
  again: string[]
}

/** Begins an epoch. */
export function beginEpoch(life: Life, { counts }: Surroundings): void {
  life.epoch = life.random.hex(16)
  life.seq = 0
  counts.epochs++
}

/** The time of an event that comes so long after the last one, or a little more. */
export function advance(life: Life, afterUs: number): number {
  life.timeUs += afterUs + 1 + life.random.below(1000)
  return life.timeUs
}

/** Gives an event its place. */
export function nextPlace(life: Life, afterUs = 0): Place {
  return { time: advance(life, afterUs), epoch: life.epoch, seq: ++life.seq }
}
