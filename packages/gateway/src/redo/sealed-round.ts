import { crc32 } from 'node:zlib'
import { isWhole, parseHead } from './redo-head.ts'
import { mostHeadBytes } from './redo-record.ts'

/** The records of one round of the redo log. */
interface SealedRound {
  /** The use of the file that wrote it: a file is written over, and what it held before must not count. */
  salt: number
  records: Buffer
}

export const mostRedoBytes = 3_145_728
export const mostRedoAppends = 1024
/** Length of the head of a round: a line of JSON, filled up with spaces. */
export const roundHeadBytes = 64
export const mostRoundBytes = roundHeadBytes + mostRedoBytes + mostRedoAppends * mostHeadBytes

const begin = '{"sum":"'
const sumDigits = 8
const sumEnd = begin.length + sumDigits

/** Puts the head of a round into its first bytes; its sum comes with `seal`. */
export function writeRoundHead(round: Buffer, salt: number): void {
  const head = `${begin}${'0'.repeat(sumDigits)}","salt":${salt},"length":${round.length - roundHeadBytes}}`
  round.write(`${head.padEnd(roundHeadBytes - 1)}\n`, 'latin1')
}

/** Puts the CRC-32 over every other byte into the head: a loss of power may leave any sector as it was before the file was written over. */
export function seal(round: Buffer): void {
  round.write(sumOf(round), begin.length, 'latin1')
}

function sumOf(round: Buffer): string {
  return crc32(round.subarray(sumEnd)).toString(16).padStart(sumDigits, '0')
}

/** What stands at the beginning of some bytes of a redo log: a whole round, the beginning of one, or what was never written to its end. */
export type RoundRead =
  | { status: 'whole'; round: SealedRound; length: number }
  | { status: 'more' }
  | { status: 'torn' }

export function readRound(bytes: Buffer): RoundRead {
  if (bytes.length < roundHeadBytes) return { status: 'more' }
  const head = parseHead<Head>(bytes.toString('latin1', 0, roundHeadBytes), isRoundHead)
  if (head === undefined) return { status: 'torn' }
  const length = roundHeadBytes + head.length
  if (bytes.length < length) return { status: 'more' }
  const round = bytes.subarray(0, length)
  if (sumOf(round) !== head.sum) return { status: 'torn' }
  return { status: 'whole', round: { salt: head.salt, records: round.subarray(roundHeadBytes) }, length }
}

interface Head {
  sum: string
  salt: number
  length: number
}

function isRoundHead({ sum, salt, length }: Partial<Head>): boolean {
  return typeof sum === 'string' && isWhole(salt) && isWhole(length, mostRoundBytes)
}
