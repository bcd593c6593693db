import type { Moves } from './proof-state.ts'
import { addRange, countRanges, missingRanges, type SeqRange } from './seq-ranges.ts'

/** The epoch that events were moved to. */
export interface MoveTarget {
  /** Seqs of it that are neither stored nor declared nor in the dead letter: they are missing there. */
  missing: readonly SeqRange[]
  /** Nothing says yet where it ends. */
  open: boolean
  /** Its highest known seq. */
  lastSeq: number
}

export interface MovedSeqs {
  /** They have another id now: it is stored, or it is missing there and named there. */
  moved: SeqRange[]
  /** They were moved behind the last event of all that arrived, and may wait in the browser. */
  waiting: SeqRange[]
}

/**
 * Tells which holes of an epoch are there because its events were moved. An event that arrived under its new id says
 * so itself. One that did not arrive is a hole in both epochs: events are moved in order, so holes between the same
 * two that arrived, or next to the first or the last one, are the same events, as long as the new epoch has room for
 * them all, and count there.
 */
export function movedSeqs(holes: readonly SeqRange[], moves: Moves, target: MoveTarget): MovedSeqs {
  const order = moves.olds.map((_, index) => index).sort((a, b) => at(moves.olds, a) - at(moves.olds, b))
  const olds = order.map(index => at(moves.olds, index))
  const news = order.map(index => at(moves.news, index))
  const arrived: SeqRange[] = []
  for (const old of olds) addRange(arrived, old, old)
  const found: MovedSeqs = { moved: common(holes, arrived), waiting: [] }
  const left = without(holes, arrived)
  for (const [place, gap] of Map.groupBy(left, ([from]) => firstAbove(olds, from))) {
    const room = roomBetween(target.missing, news[place - 1], news[place])
    if (countRanges(gap) <= room) found.moved.push(...gap)
    else if (place === olds.length && target.open && news.at(-1) === target.lastSeq)
      found.waiting.push(...gap)
  }
  return found
}

/** How many seqs are missing between two that are there, or next to the only one that is known. */
function roomBetween(
  missing: readonly SeqRange[],
  before: number | undefined,
  after: number | undefined,
): number {
  if (before === undefined) {
    const last = missing[firstBehind(missing, after ?? 0) - 1]
    return last?.[1] === (after ?? 0) - 1 ? countRanges([last]) : 0
  }
  const start = firstBehind(missing, before)
  if (after !== undefined) return countRanges(missing.slice(start, firstBehind(missing, after)))
  const next = missing[start]
  return next?.[0] === before + 1 ? countRanges([next]) : 0
}

/** What two lists of sorted runs have in common. */
function common(left: readonly SeqRange[], right: readonly SeqRange[]): SeqRange[] {
  const shared: SeqRange[] = []
  let other = 0
  for (const [from, to] of left) {
    while ((right[other]?.[1] ?? Number.POSITIVE_INFINITY) < from) other++
    for (let next = other; (right[next]?.[0] ?? Number.POSITIVE_INFINITY) <= to; next++) {
      const [start, end] = right[next] as SeqRange
      shared.push([Math.max(from, start), Math.min(to, end)])
    }
  }
  return shared
}

/** Sorted runs without those of another list. */
export function without(ranges: readonly SeqRange[], taken: readonly SeqRange[]): SeqRange[] {
  return common(ranges, missingRanges(taken, ranges.at(-1)?.[1] ?? 0))
}

function at(list: readonly number[], index: number): number {
  return list[index] as number
}

/** Index of the first number above; the length where there is none. */
function firstAbove(sorted: readonly number[], value: number): number {
  return firstIndex(sorted.length, index => at(sorted, index) > value)
}

/** Index of the first run that begins behind a seq. */
function firstBehind(ranges: readonly SeqRange[], seq: number): number {
  return firstIndex(ranges.length, index => (ranges[index] as SeqRange)[0] > seq)
}

/** The first index for which something holds, where it holds for all that follow. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
