import type { SeededRandom } from './seeded-random.ts'

/** What can happen to an event on its way to the files. `moved`: it gets another id before it is sent. */
export const faultKinds = ['missing', 'doubled', 'conflict', 'dropped', 'moved'] as const
export type FaultKind = (typeof faultKinds)[number]

/** Chooses which events meet with a fault: of all that can, exactly as many as were ordered. */
export interface FaultLottery {
  /** The fault of the next event that can have one. */
  next(): FaultKind | undefined
}

export function createFaultLottery(
  ordered: Readonly<Record<FaultKind, number>>,
  eligible: number,
  random: SeededRandom,
): FaultLottery {
  const left = { ...ordered }
  let faults = faultKinds.reduce((sum, kind) => sum + ordered[kind], 0)
  let events = eligible
  return {
    next() {
      const ticket = random.below(events--)
      if (ticket >= faults) return undefined
      faults--
      let before = 0
      for (const kind of faultKinds) {
        before += left[kind]
        if (ticket >= before) continue
        left[kind]--
        return kind
      }
      return undefined
    },
  }
}
