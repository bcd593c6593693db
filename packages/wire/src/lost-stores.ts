import { countRanges, type SeqRange } from './seq-ranges.ts'

/** An epoch with what is missing in it. */
export interface Gap {
  previous: string | null | undefined
  missing: SeqRange[]
}

/**
 * Tells what of a chain went with a lost store: at most as many events as its next life declares, the last ones of the
 * epoch that it names and, where that has fewer, of those before it. Takes them out of `missing`.
 */
export function lostWithStore(
  gaps: ReadonlyMap<string, Gap>,
  epoch: string,
  atMost: number,
): Map<string, SeqRange[]> {
  const lost = new Map<string, SeqRange[]>()
  let left = atMost
  let id: string | null | undefined = epoch
  while (typeof id === 'string' && left > 0 && !lost.has(id)) {
    const gap = gaps.get(id)
    if (gap === undefined) break
    const [kept, tail] = splitTail(gap.missing, left)
    gap.missing = kept
    lost.set(id, tail)
    left -= countRanges(tail)
    id = gap.previous
  }
  return lost
}

/** The last `most` seqs of sorted runs apart from the others. */
function splitTail(ranges: readonly SeqRange[], most: number): [kept: SeqRange[], tail: SeqRange[]] {
  const kept = [...ranges]
  const tail: SeqRange[] = []
  let left = most
  for (let last = kept.pop(); last !== undefined; last = kept.pop()) {
    const [from, to] = last
    const start = Math.max(from, to - left + 1)
    if (start <= to) tail.unshift([start, to])
    left -= to - start + 1
    if (start > from) {
      kept.push([from, start - 1])
      break
    }
  }
  return [kept, tail]
}
