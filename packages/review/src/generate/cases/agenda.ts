import type { Desk } from '../browsing/desk.ts'
import type { SeededRandom } from '../seeded-random.ts'

/** When something planned happens: in which epoch of the sensor, and after which share of its events. */
export interface Moment {
  epoch: number
  share: number
}

/** Something that a person will do, by plan and not by chance. */
export interface AgendaItem extends Moment {
  act: (desk: Desk) => void
}

/** What is planned for one sensor. */
export interface Agenda {
  items: AgendaItem[]
  /** Epochs that are late in the evening. */
  nights: Set<number>
}

/** Events that anything planned takes at most. */
export const mostEventsOfItem = 40
/** Planned things happen in epochs of at least so many events. */
export const fewestEventsOfEpoch = 80
const beginOfDay = 0.25

/** Moments of a sensor in the order of time, none of them early in an epoch. */
export function momentsOf(lengths: readonly number[], count: number, random: SeededRandom): Moment[] {
  const epochs = lengths.flatMap((length, epoch) => (length >= fewestEventsOfEpoch ? [epoch] : []))
  return Array.from({ length: count }, () => random.share() * epochs.length)
    .sort((one, other) => one - other)
    .map(at => ({
      epoch: epochs[Math.floor(at)] as number,
      share: beginOfDay + (at % 1) * (0.9 - beginOfDay),
    }))
}

/** Puts the items of an agenda into the order of time. */
export function inOrder(items: AgendaItem[]): AgendaItem[] {
  return items.sort((one, other) => one.epoch - other.epoch || one.share - other.share)
}
