/** A run of seqs, both ends included. */
export type SeqRange = readonly [from: number, to: number]

/** Adds a run to sorted, disjoint runs; neighbours grow together. */
export function addRange(ranges: SeqRange[], from: number, to: number): void {
  const last = ranges.at(-1)
  if (last === undefined || from > last[1] + 1) {
    ranges.push([from, to])
    return
  }
  const start = firstTouching(ranges, from)
  let end = start
  let merged: SeqRange = [from, to]
  for (let range = ranges[end]; range !== undefined && range[0] <= to + 1; range = ranges[++end]) {
    merged = [Math.min(merged[0], range[0]), Math.max(merged[1], range[1])]
  }
  ranges.splice(start, end - start, merged)
}

/** Whether a seq is in one of the runs. */
export function inRanges(ranges: readonly SeqRange[], seq: number): boolean {
  const range = ranges[firstTouching(ranges, seq + 1)]
  return range !== undefined && range[0] <= seq
}

/** The seqs of 1 … last that are in none of the runs. */
export function missingRanges(ranges: readonly SeqRange[], last: number): SeqRange[] {
  const missing: SeqRange[] = []
  let next = 1
  for (const [from, to] of ranges) {
    if (from > last) break
    if (from > next) missing.push([next, from - 1])
    next = to + 1
  }
  if (next <= last) missing.push([next, last])
  return missing
}

/** How many seqs the runs hold. */
export function countRanges(ranges: readonly SeqRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}

/** Index of the first run that ends at `seq - 1` or later. */
function firstTouching(ranges: readonly SeqRange[], seq: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.[1] ?? 0) < seq - 1) low = middle + 1
    else high = middle
  }
  return low
}
