import { isUtf8 } from 'node:buffer'
import { guessParts } from './guess-parts.ts'
import { depthOf } from './json-depth.ts'
import { tooLarge } from './parse-json.ts'
import { type ArrayLimits, type ArraySplit, type Part, splitArray } from './split-array.ts'

export type ParsedArray =
  | { status: 'ok' }
  | { status: 'too_large' | 'too_many' | 'unreadable'; message: string }

/** Where the text of elements that follow each other stands, a comma between two. */
export interface ElementsText {
  bytes: Buffer
  from: number
  to: number
}

/** Takes the elements of an array, part by part, each in the turn in which it was parsed: so they die young. */
export interface ElementTaker {
  /** Forgets what it took: the array is read again from its beginning. */
  restart(): void
  /**
   * Takes elements without parsing, if it knows all of them for JSON without nested values; returns how many. 0: they have to be parsed.
   * @default none is known
   */
  takeText?(text: ElementsText): number
  take(elements: unknown[]): Promise<void>
}

export interface ParseOptions {
  limits: ArrayLimits
  taker: ElementTaker
  /** Called between turns, so that a large body does not block other requests. */
  breathe: () => Promise<void>
}

/** Text that is parsed in one turn; an element more may come on top. Parsing 64 KiB of the worst JSON takes a few milliseconds. */
const partBytes = 65_536
/** Of events without nested values, which take a fraction of that, so many times as much is parsed in one turn. */
const flatPartsOfTurn = 4
/** Text that is scanned in one turn. */
const turnBytes = 131_072

/**
 * Parses the text of a JSON array within limits, in turns: the worst 4 MiB would block everybody else for a quarter of a second.
 * Messages hold nothing of the text.
 */
export async function parseArray(bytes: Buffer, options: ParseOptions): Promise<ParsedArray> {
  if (!isUtf8(bytes)) return unreadable('the body is not UTF-8')
  const { limits, taker, breathe } = options
  // What sensors usually send is read without looking at each byte first.
  const guessed = guessParts(bytes, limits)
  if (guessed.length > 0 && (await takeParts(bytes, guessed, options))) return { status: 'ok' }
  const split = await splitArray(bytes, { limits, partBytes, turnBytes, breathe })
  if (split.status !== 'ok') return refusalOf(split.status, limits)
  taker.restart()
  const isTaken = await takeParts(bytes, split.parts, options)
  return isTaken ? { status: 'ok' } : unreadable('the body is not JSON')
}

/** False when a part is no JSON, or the whole breaks limits. */
async function takeParts(bytes: Buffer, parts: readonly Part[], options: ParseOptions): Promise<boolean> {
  const { limits, taker, breathe } = options
  let count = 0
  let bytesOfTurn = 0
  for (const part of parts) {
    if (bytesOfTurn >= partBytes) {
      await breathe()
      bytesOfTurn = 0
    }
    const known = taker.takeText?.({ bytes, from: part[0], to: part[1] }) ?? 0
    const isOnly = parts.length === 1
    const taken = known > 0 ? { count: known, depth: 1 } : await takePart({ bytes, part, isOnly }, options)
    if (taken === undefined) return false
    count += taken.count
    if (count > limits.elements) return false
    const length = part[1] - part[0]
    bytesOfTurn += taken.depth <= 1 ? length / flatPartsOfTurn : length
  }
  return true
}

interface PartText {
  bytes: Buffer
  part: Part
  isOnly: boolean
}

/** Parses a part; undefined when it is no JSON, or breaks limits. */
async function takePart({ bytes, part, isOnly }: PartText, { limits, taker }: ParseOptions) {
  const elements = isOnly ? parseElements(bytes.toString()) : parsePart(bytes, part)
  if (elements === undefined) return undefined
  const depth = deepestOf(elements, limits.depth - 1)
  if (elements.length > limits.elements || depth >= limits.depth) return undefined
  await taker.take(elements)
  return { count: elements.length, depth }
}

function deepestOf(elements: readonly unknown[], most: number): number {
  let deepest = 0
  for (const element of elements) deepest = Math.max(deepest, depthOf(element, most))
  return deepest
}

/** One of several: none may be without elements. */
function parsePart(bytes: Buffer, [from, to]: Part): unknown[] | undefined {
  const elements = parseElements(`[${bytes.toString('utf8', from, to)}]`)
  return elements?.length === 0 ? undefined : elements
}

function parseElements(array: string): unknown[] | undefined {
  try {
    return JSON.parse(array) as unknown[]
  } catch {
    return undefined
  }
}

function refusalOf(status: Exclude<ArraySplit['status'], 'ok'>, limits: ArrayLimits): ParsedArray {
  switch (status) {
    case 'too_many_values':
    case 'too_deep':
      return tooLarge(status, limits)
    case 'element_too_large':
      return {
        status: 'too_large',
        message: `the text of an event has more than ${limits.elementBytes} bytes`,
      }
    case 'too_many_elements':
      return { status: 'too_many', message: `the batch has more than ${limits.elements} events` }
    case 'not_an_array':
      return unreadable('the body is not an array')
    case 'unreadable':
      return unreadable('the body is not JSON')
  }
}

function unreadable(message: string): ParsedArray {
  return { status: 'unreadable', message }
}
