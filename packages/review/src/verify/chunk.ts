import type { EventFile } from '../event-files.ts'

/** A part of an event file: the lines that begin in it. */
export interface Segment {
  file: EventFile
  /** `dev` and `ino`, by which the file is found again after a rename. */
  inode: string
  fromByte: number
  /** The first byte that is not in it. */
  toByte: number
}

/** A line that needs a closer look than the reader of chunks takes. */
export interface SpecialLine {
  segment: number
  /** From 1, counted from where the segment's first line begins. */
  line: number
  /** undefined when it is longer than the limit. */
  text: string | undefined
  /** False where the file ends within it. */
  whole: boolean
}

/** Whose events a chunk holds; the epoch is empty for events without one. */
export interface EventKey {
  sensor: string
  group: string
  epoch: string
}

/** What several segments hold. The lists of ordinary events belong together, place by place. */
export interface ChunkContents {
  keys: EventKey[]
  /** Lowest `time` and highest `received`, by key. */
  firstTimes: number[]
  lastReceived: number[]
  /** Index of the key of each ordinary event. */
  keyOf: Uint32Array<ArrayBuffer>
  /** Its seq; 0 without epoch. */
  seqs: Float64Array<ArrayBuffer>
  /** Print of its body; of all of it without epoch. */
  prints: Float64Array<ArrayBuffer>
  special: SpecialLine[]
  /** Lines of each segment; the file was there no more where it is -1. */
  lines: number[]
}
