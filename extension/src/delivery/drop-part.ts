import { addRange, type SeqRange } from '@weaklayer/wire'
import { addFormerRanges, countFormerRuns, type FormerRanges } from './former-ranges.ts'

/** Events that were given up, counted. */
export interface DropPart {
  count: number
  byType: Record<string, number>
  /** `time` of the earliest and of the latest; microseconds. */
  firstUs: number
  lastUs: number
  /** Their seqs, sorted; empty for events that never had one. */
  ranges: SeqRange[]
  /** The ids that they had before they were moved to those. */
  formerly?: FormerRanges[]
}

/** An event that is given up. */
export interface GivenUp {
  type: string
  timeUs: number
  /** Absent where it never got one. */
  seq?: number
  /** How many, where it stands for several without seq. @default 1 */
  count?: number
  /** Its ids before it was moved. @default none */
  formerly?: readonly FormerRanges[]
}

/**
 * Parts are cut at multiples of this: types are counted for a part as a whole, so it must never have to be divided,
 * and half as many runs as this are the most that it can hold.
 */
const partSeqs = 512

/** Most runs of seqs in one Dropped event: about 30 KB of the 64 KiB that an event may have. */
const mostRanges = 1100

export function newPart(): DropPart {
  return { count: 0, byType: {}, firstUs: Number.MAX_SAFE_INTEGER, lastUs: 0, ranges: [] }
}

export function addToPart(part: DropPart, { type, timeUs, seq, count = 1, formerly = [] }: GivenUp): void {
  part.count += count
  part.byType[type] = (part.byType[type] ?? 0) + count
  part.firstUs = Math.min(part.firstUs, timeUs)
  part.lastUs = Math.max(part.lastUs, timeUs)
  if (seq !== undefined) addRange(part.ranges, seq, seq)
  addFormerly(part, formerly)
}

/** Adds events with seqs to the parts of their epoch, which are in the order of seqs. */
export function addToParts(parts: DropPart[], given: readonly (GivenUp & { seq: number })[]): DropPart[] {
  const byWindow = new Map<number, DropPart>()
  for (const part of parts) for (const window of windowsOf(part)) byWindow.set(window, part)
  const all = new Set(parts)
  for (const one of given) {
    const window = windowOf(one.seq)
    const part = byWindow.get(window) ?? newPart()
    addToPart(part, one)
    byWindow.set(window, part)
    all.add(part)
  }
  return joined([...all].sort((left, right) => firstSeq(left) - firstSeq(right)))
}

/** What one Dropped event can say: as many parts from the front as it holds, and what is left. */
export function takeReport(parts: readonly DropPart[]): { report: DropPart; rest: DropPart[] } {
  const report = newPart()
  const end = parts.findIndex(part => {
    return !joinReports(report, part)
  })
  return { report, rest: end < 0 ? [] : parts.slice(end) }
}

/** What a Dropped event says of a part. */
export function contentOf({ count, byType, firstUs, lastUs, ranges, formerly }: DropPart) {
  return {
    count,
    ...(Object.keys(byType).length > 0 ? { byType } : {}),
    ...(lastUs > 0 ? { firstTime: firstUs, lastTime: lastUs } : {}),
    ...(ranges.length > 0 ? { ranges } : {}),
    ...(formerly === undefined ? {} : { formerly }),
  }
}

/** Puts a part into another if one Dropped event can say both. */
export function joinReports(target: DropPart, part: DropPart): boolean {
  if (target.count > 0 && runsOf(target) + runsOf(part) > mostRanges) return false
  mergeInto(target, part)
  return true
}

/** About what it takes on disk. */
export function partsBytes(parts: readonly DropPart[]): number {
  return parts.reduce((sum, part) => sum + 150 + runsOf(part) * 24, 0)
}

/** Parts of one run each that touch become one: a long loss must not cost a part for every 512 seqs. */
function joined(parts: readonly DropPart[]): DropPart[] {
  const result: DropPart[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (last !== undefined && isOneRun(last, part)) mergeInto(last, part)
    else result.push(part)
  }
  return result
}

function isOneRun(left: DropPart, right: DropPart): boolean {
  const simple = left.ranges.length === 1 && right.ranges.length === 1
  return simple && left.ranges[0]?.[1] === firstSeq(right) - 1
}

function mergeInto(target: DropPart, part: DropPart): void {
  target.count += part.count
  for (const [type, count] of Object.entries(part.byType)) {
    target.byType[type] = (target.byType[type] ?? 0) + count
  }
  target.firstUs = Math.min(target.firstUs, part.firstUs)
  target.lastUs = Math.max(target.lastUs, part.lastUs)
  for (const [from, to] of part.ranges) addRange(target.ranges, from, to)
  addFormerly(target, part.formerly ?? [])
}

function addFormerly(part: DropPart, more: readonly FormerRanges[]): void {
  if (more.length === 0) return
  part.formerly ??= []
  addFormerRanges(part.formerly, more)
}

function runsOf({ ranges, formerly = [] }: DropPart): number {
  return ranges.length + countFormerRuns(formerly)
}

function firstSeq(part: DropPart): number {
  return part.ranges[0]?.[0] ?? 0
}

function windowOf(seq: number): number {
  return Math.floor((seq - 1) / partSeqs)
}

function windowsOf(part: DropPart): number[] {
  const first = windowOf(firstSeq(part))
  const last = windowOf(part.ranges.at(-1)?.[1] ?? firstSeq(part))
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
