import { halfSipHash, type SipHalves } from './half-sip-hash.ts'
import { mostNested } from './nesting.ts'
import { createWordBuffer, putNumber, putText, putWord, type WordBuffer } from './word-buffer.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** Makes a whole number from 1 to 2^53 - 1 of what a JSON object says; undefined where it is nested too deeply. */
export type Print = (object: JsonObject) => number | undefined

/** Kinds of values, each a word of its own. */
const kinds = { null: 1, false: 2, true: 3, number: 4, text: 5, list: 6, object: 7 } as const

/** The key of each member by its name; null for members that are left out. */
type Names = Map<string, SipHalves | null>
/** Names are remembered up to here: made-up ones must not cost memory. */
const mostNames = 10_000

interface Printer extends WordBuffer {
  key: SipHalves
  result: SipHalves
  names: Names
  nested: number
  tooDeep: boolean
}

/**
 * Prints an object as its canonical JSON reads: neither the order of members nor the way in which a number or a text is
 * written counts. Members that are left out have no part in it.
 */
export function createPrint(key: SipHalves, leftOut: readonly string[]): Print {
  const printer: Printer = {
    ...createWordBuffer(),
    key,
    result: { low: 0, high: 0 },
    names: new Map(),
    nested: 0,
    tooDeep: false,
  }
  const names: Names = new Map(leftOut.map(name => [name, null]))
  return object => {
    printer.length = 0
    printer.nested = 0
    printer.tooDeep = false
    const { low, high } = sumOfMembers(printer, object, names)
    if (printer.tooDeep) return undefined
    return (high >>> 11) * 4_294_967_296 + (low >>> 0) || 1
  }
}

/** A sum does not depend on the order. */
function sumOfMembers(printer: Printer, object: JsonObject, names: Names): SipHalves {
  const begin = printer.length
  const { result } = printer
  let low = 0
  let high = 0
  for (const name in object) {
    const value = object[name]
    const key = names.get(name) ?? keyOf(printer, name, names)
    if (key === null || value === undefined) continue
    putValue(printer, value)
    halfSipHash(printer, begin, { key, result })
    low = (low + result.low) | 0
    high = (high + result.high) | 0
    printer.length = begin
  }
  return { low, high }
}

function keyOf(printer: Printer, name: string, names: Names): SipHalves | null {
  if (names.has(name)) return null
  const begin = printer.length
  const made = { low: 0, high: 0 }
  putText(printer, name)
  halfSipHash(printer, begin, { key: printer.key, result: made })
  printer.length = begin
  if (names.size < mostNames) names.set(name, made)
  return made
}

function putValue(printer: Printer, value: unknown): void {
  if (typeof value === 'string') {
    putWord(printer, kinds.text)
    putText(printer, value)
  } else if (typeof value === 'number' && Number.isFinite(value)) {
    putWord(printer, kinds.number)
    putNumber(printer, value)
  } else if (typeof value === 'boolean') putWord(printer, value ? kinds.true : kinds.false)
  else if (typeof value === 'object' && value !== null) putNested(printer, value)
  // JSON has no infinity: a number that is too large reads as one and is written as null.
  else putWord(printer, kinds.null)
}

function putNested(printer: Printer, value: object): void {
  printer.nested++
  if (printer.nested > mostNested) printer.tooDeep = true
  else if (Array.isArray(value)) {
    putWord(printer, kinds.list)
    putWord(printer, value.length)
    for (const item of value) putValue(printer, item)
  } else {
    const { low, high } = sumOfMembers(printer, value as JsonObject, printer.names)
    putWord(printer, kinds.object)
    putWord(printer, low)
    putWord(printer, high)
  }
  printer.nested--
}
