import { slackBytes } from '../body/readable-text.ts'

// Each function says where a value that begins here ends, and -1 where none does that is written as `JSON.stringify` writes it.
// Four bytes at a time: what a test of a word finds, the first bit that is set tells in which byte it is.

export const quote = 0x22
const backslash = 0x5c
const space = 0x20
const zero = 0x30

const firstBits = 0x01010101
const lastBits = 0x80808080
const quotes = quote * firstBits
const backslashes = backslash * firstBits
const spaces = space * firstBits

/** Marks the bytes of a word that are not a plain character of a string: the last bit of the first of them is the first that is set. */
function marksOf(word: number): number {
  const quoted = word ^ quotes
  const escaped = word ^ backslashes
  const hits =
    ((quoted - firstBits) & ~quoted) | ((escaped - firstBits) & ~escaped) | ((word - spaces) & ~word)
  return hits & lastBits
}

/** Where the first of them is in its word. */
function markedByte(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3
}

/** What `JSON.stringify` writes behind a backslash, but for characters without a letter of their own. */
const escapes = tableOf('"\\bfnrt')

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const byte of Buffer.from(characters)) table[byte] = 1
  return table
}

/** @param most Bytes between the quotes. */
export function afterText(text: DataView, from: number, most: number): number {
  if (text.getUint8(from) !== quote) return -1
  const stop = Math.min(text.byteLength - slackBytes, from + 2 + most)
  let at = from + 1
  while (at < stop) {
    at = afterPlain(text, at, stop)
    const byte = text.getUint8(at++)
    if (byte === quote) return at <= stop ? at : -1
    if (byte !== backslash || escapes[text.getUint8(at++)] === 0) return -1
  }
  return -1
}

function afterPlain(text: DataView, from: number, stop: number): number {
  for (let at = from; at < stop; at += 4) {
    const marks = marksOf(text.getInt32(at, true))
    if (marks !== 0) return at + markedByte(marks)
  }
  return stop
}

const mostDigits = 16
/** A number of 16 digits that begins with 9 may be beyond what is exact. */
const mostFirst = zero + 8

export function afterWhole(text: DataView, from: number, least: number): number {
  const end = afterDigits(text, from)
  const digits = end - from
  const first = text.getUint8(from)
  if (digits === 0 || digits > mostDigits || (digits === mostDigits && first > mostFirst)) return -1
  return first === zero && (digits > 1 || least > 0) ? -1 : end
}

function afterDigits(text: DataView, from: number): number {
  let at = from
  while (at - from < mostDigits && isDigits(text.getInt32(at, true))) at += 4
  while (at - from <= mostDigits && isDigit(text.getUint8(at))) at++
  return at
}

const upperHalves = 0xf0f0f0f0
const zeros = zero * firstBits
const sixes = 6 * firstBits

/** Whether all bytes of a word are digits: 6 more than a digit is below 0x40. */
function isDigits(word: number): boolean {
  return ((((word & upperHalves) ^ zeros) | (((word + sixes) & upperHalves) ^ zeros)) & upperHalves) === 0
}

function isDigit(byte: number): boolean {
  return byte >= zero && byte <= zero + 9
}

export function wholeBetween(text: DataView, from: number, to: number): number {
  let whole = 0
  for (let at = from; at < to; at++) whole = whole * 10 + text.getUint8(at) - zero
  return whole
}

const epochDigits = 16
const hexDigits = tableOf('0123456789abcdef')

export function afterEpoch(text: DataView, from: number): number {
  if (text.getUint8(from) !== quote) return -1
  for (let at = from + 1; at <= from + epochDigits; at++) if (hexDigits[text.getUint8(at)] === 0) return -1
  return text.getUint8(from + epochDigits + 1) === quote ? from + epochDigits + 2 : -1
}

const words = Object.fromEntries(
  ['true', 'fals', 'null'].map(word => [word, Buffer.from(word).readInt32LE()]),
)

export function afterWord(text: DataView, from: number, mayBeNull: boolean): number {
  const word = text.getInt32(from, true)
  if (word === words.true || (mayBeNull && word === words.null)) return from + 4
  return word === words.fals && text.getUint8(from + 4) === 0x65 ? from + 5 : -1
}
