import type { SeededRandom } from './seeded-random.ts'

/** Every so many events is a Status. */
const statusEvery = 100
/** A Status at both ends and an event between them. */
const fewestEvents = 3

/** Whether an event of an epoch is a Status: the first, the last, and regularly between them. */
export function isStatus(position: number, events: number): boolean {
  return position === 1 || position === events || position % statusEvery === 0
}

/** How many events of an epoch can meet with a fault: all but Status. */
export function eligibleIn(events: number): number {
  return Math.max(0, events - 2 - Math.floor((events - 1) / statusEvery))
}

/** Days differ less than runs of a few events. */
const longEpoch = 100

/** Shares the events of one sensor among its epochs; fewer epochs where there are few events. */
export function epochLengths(events: number, epochs: number, random: SeededRandom): number[] {
  const count = Math.max(1, Math.min(epochs, Math.floor(events / fewestEvents)))
  const even = Math.floor(events / count)
  const lengths = Array.from({ length: count }, () => even)
  for (let at = 0; at + 1 < count; at++) {
    const shift = random.below(even < longEpoch ? even - fewestEvents + 1 : Math.floor(even / 3))
    lengths[at] = (lengths[at] as number) - shift
    lengths[at + 1] = (lengths[at + 1] as number) + shift
  }
  lengths[count - 1] = (lengths[count - 1] as number) + events - even * count
  return lengths.filter(length => length > 0)
}
