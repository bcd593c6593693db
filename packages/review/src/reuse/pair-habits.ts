import type { ReusePair } from './pairs.ts'

/** What all reuses together tell: who has one password at the same two sites, and how often a user reuses. */
export interface PairHabits {
  /** When others first had one password at both sites of a pair. */
  othersWithPair(pair: ReusePair): number[]
  /** Texts of the user at several sites, this one left out. */
  otherReuses(pair: ReusePair): number
  /** Other texts of the user that were typed at the pair's other site around the same time. */
  otherPasswords(pair: ReusePair, withinUs: number): number
  /** Whether an old and a new password of one home were typed there together: the password was changed. */
  isChanged(pair: ReusePair, withinUs: number): boolean
}

export function createPairHabits(pairs: readonly ReusePair[]): PairHabits {
  const firstBySites = new Map(
    [...Map.groupBy(pairs, sitesOf)].map(([sites, same]) => [sites, firstBySensor(same)]),
  )
  const bySensor = Map.groupBy(pairs, ({ sensor }) => sensor)
  return {
    othersWithPair(pair) {
      const times: number[] = []
      for (const [sensor, time] of firstBySites.get(sitesOf(pair)) ?? [])
        if (sensor !== pair.sensor) times.push(time)
      return times
    },
    otherReuses: pair => textsOf(bySensor.get(pair.sensor) ?? [], pair).size,
    otherPasswords: (pair, withinUs) =>
      textsOf(
        together(pair, withinUs).filter(({ isReverse }) => !isReverse),
        pair,
      ).size,
    isChanged: (pair, withinUs) =>
      together(pair, withinUs).some(
        ({ text, home, isReverse }) =>
          text !== pair.text && home.site === pair.home.site && isReverse !== pair.isReverse,
      ),
  }

  /** Texts of the user that were typed at the same other site around the same time. */
  function together({ sensor, other }: ReusePair, withinUs: number): ReusePair[] {
    return (bySensor.get(sensor) ?? []).filter(
      one => one.other.site === other.site && Math.abs(one.other.firstTime - other.firstTime) <= withinUs,
    )
  }
}

/** When each sensor first had one password at both sites. */
function firstBySensor(pairs: readonly ReusePair[]): Map<string, number> {
  const first = new Map<string, number>()
  for (const { sensor, home, other } of pairs) {
    const time = Math.max(home.firstTime, other.firstTime)
    first.set(sensor, Math.min(time, first.get(sensor) ?? time))
  }
  return first
}

const sitesOf = ({ home, other }: ReusePair) => [home.site, other.site].sort().join(' ')

function textsOf(pairs: readonly ReusePair[], but: ReusePair): Set<string> {
  return new Set(pairs.map(({ text }) => text).filter(text => text !== but.text))
}
