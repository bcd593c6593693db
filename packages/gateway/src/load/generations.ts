import type { Clock } from '../clock.ts'

/** Two generations of something: what is added goes to the young one, and each lives for one to two windows. */
export interface Generations<Item> {
  young: Item
  old: Item
}

/** Returns the generations as they are now. */
export function createGenerations<Item>(
  make: () => Item,
  windowMs: number,
  clock: Clock,
): () => Generations<Item> {
  let generations = { young: make(), old: make() }
  let bornMs = clock.nowMs()
  return () => {
    const ageMs = Math.abs(clock.nowMs() - bornMs)
    if (ageMs >= windowMs) {
      generations = { young: make(), old: ageMs < 2 * windowMs ? generations.young : make() }
      bornMs = clock.nowMs()
    }
    return generations
  }
}
