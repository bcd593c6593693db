import type { EventShape, Step } from './event-shape.ts'

/** Reads an event after the other. */
export interface ShapeReader {
  readonly bytes: Buffer
  /** Where the next event begins. */
  at: number
  /** Where the last event ended, behind its bracket. */
  end: number
  /** Where the 16 digits of its epoch begin. */
  epochAt: number
  seq: number
}

/** Whether an event of this shape begins here, written as `JSON.stringify` writes it. */
export function readShape(reader: ShapeReader, { steps }: EventShape): boolean {
  let { at } = reader
  for (let index = 0; index < steps.length && at >= 0; index++) {
    const step = steps[index] as Step
    at = afterLiteral(reader.bytes, at, step.literal)
    if (at >= 0) at = afterValue(reader, at, step)
  }
  reader.end = at
  return at >= 0
}

const typeStart = Buffer.from('{"type":"')
const mostTypeBytes = 64

/** The type of the event that begins here, where that is what comes first and is written plainly; else the empty text. */
export function typeAt({ bytes, at }: ShapeReader): string {
  const from = afterLiteral(bytes, at, typeStart)
  const to = from < 0 ? -1 : bytes.indexOf(quote, from)
  return to < 0 || to - from > mostTypeBytes ? '' : bytes.toString('latin1', from, to)
}

function afterLiteral(bytes: Uint8Array, from: number, literal: Uint8Array): number {
  for (let index = 0; index < literal.length; index++) if (bytes[from + index] !== literal[index]) return -1
  return from + literal.length
}

function afterValue(reader: ShapeReader, at: number, step: Step): number {
  const { bytes } = reader
  switch (step.value) {
    case 'text':
      return afterText(bytes, at, step.most)
    case 'whole':
      return afterWhole(bytes, at, step.least)
    case 'seq':
      return afterSeq(reader, at, step.least)
    case 'epoch':
      reader.epochAt = at + 1
      return afterEpoch(bytes, at)
    case 'boolean':
      return afterWord(bytes, at, booleans)
    case 'word':
      return afterWord(bytes, at, words)
    case 'nothing':
      return at
  }
}

const quote = 0x22
const backslash = 0x5c
const space = 0x20
const zero = 0x30

/** What `JSON.stringify` writes behind a backslash, but for characters without a letter of their own. */
const escapes = new Set(Buffer.from('"\\bfnrt'))

function afterText(bytes: Uint8Array, from: number, most: number): number {
  if (bytes[from] !== quote) return -1
  const last = Math.min(bytes.length - 1, from + 1 + most)
  for (let at = from + 1; at <= last; at++) {
    const byte = bytes[at] as number
    if (byte === quote) return at + 1
    if (byte < space) return -1
    if (byte === backslash && !escapes.has(bytes[++at] as number)) return -1
  }
  return -1
}

const mostDigits = 16
/** A number of 16 digits that begins with 9 may be beyond what is exact. */
const mostFirst = zero + 8

function afterWhole(bytes: Uint8Array, from: number, least: number): number {
  let at = from
  while (at - from <= mostDigits && isDigit(bytes[at])) at++
  const digits = at - from
  const first = bytes[from] as number
  if (digits === 0 || digits > mostDigits || (digits === mostDigits && first > mostFirst)) return -1
  if (first === zero && (digits > 1 || least > 0)) return -1
  return at
}

function afterSeq(reader: ShapeReader, from: number, least: number): number {
  const end = afterWhole(reader.bytes, from, least)
  if (end >= 0) reader.seq = wholeBetween(reader.bytes, from, end)
  return end
}

function wholeBetween(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0
  for (let at = from; at < to; at++) whole = whole * 10 + (bytes[at] as number) - zero
  return whole
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9
}

const epochDigits = 16

function afterEpoch(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== quote) return -1
  for (let at = from + 1; at <= from + epochDigits; at++) if (!isHexDigit(bytes[at])) return -1
  return bytes[from + epochDigits + 1] === quote ? from + epochDigits + 2 : -1
}

function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && byte >= 0x61 && byte <= 0x66)
}

const booleans = ['true', 'false'].map(word => Buffer.from(word))
const words = [...booleans, Buffer.from('null')]

function afterWord(bytes: Uint8Array, from: number, allowed: readonly Uint8Array[]): number {
  for (const word of allowed) {
    const end = afterLiteral(bytes, from, word)
    if (end >= 0) return end
  }
  return -1
}
