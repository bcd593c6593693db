import { seededRandom } from '@weaklayer/extension/testing'

export type Random = ReturnType<typeof seededRandom>

/** Numbers that only the seed decides. */
export interface Dice extends Random {
  /** A whole number from 0 to below `most`. */
  below(most: number): number
  /** Milliseconds from `least` to `most`, both included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<One>(from: readonly One[]): One
}

export function createDice(seed: number): Dice {
  const random = seededRandom(seed)
  const below = (most: number) => Math.floor(random.fraction() * most)
  return {
    ...random,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: probability => random.fraction() < probability,
    pick: from => from[below(from.length)] as never,
  }
}
