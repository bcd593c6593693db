import { crc32 } from 'node:zlib'
import { isWhole, mostHeadBytes } from './redo-record.ts'

/** The records of one round of the redo log. */
interface SealedRound {
  /** The use of the file that wrote it: a file is written over, and what it held before must not count. */
  salt: number
  records: Buffer
}

export const mostRedoBytes = 3_145_728
export const mostRedoAppends = 1024
/** Length of the head of a round: a line of JSON, filled up with spaces. */
export const sealBytes = 64
export const mostRoundBytes = sealBytes + mostRedoBytes + mostRedoAppends * mostHeadBytes

const begin = '{"sum":"'
const sumDigits = 8
const sumEnd = begin.length + sumDigits

/** Puts the head of a round into its first bytes; its sum comes with `seal`. */
export function writeSeal(round: Buffer, salt: number): void {
  const head = `${begin}${'0'.repeat(sumDigits)}","salt":${salt},"length":${round.length - sealBytes}}`
  round.write(`${head.padEnd(sealBytes - 1)}\n`, 'latin1')
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
  if (bytes.length < sealBytes) return { status: 'more' }
  const head = headOf(bytes.toString('latin1', 0, sealBytes))
  if (head === undefined) return { status: 'torn' }
  const length = sealBytes + head.length
  if (bytes.length < length) return { status: 'more' }
  const round = bytes.subarray(0, length)
  if (sumOf(round) !== head.sum) return { status: 'torn' }
  return { status: 'whole', round: { salt: head.salt, records: round.subarray(sealBytes) }, length }
}

interface Head {
  sum: string
  salt: number
  length: number
}

function headOf(text: string): Head | undefined {
  try {
    const head = JSON.parse(text) as Partial<Head> | null
    const isHead = typeof head?.sum === 'string' && isWhole(head.salt) && isWhole(head.length, mostRoundBytes)
    return isHead ? (head as Head) : undefined
  } catch {
    return undefined
  }
}
