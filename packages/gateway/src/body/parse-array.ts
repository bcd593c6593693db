import { isUtf8 } from 'node:buffer'
import { guessParts } from './guess-parts.ts'
import { depthOf } from './json-depth.ts'
import { tooLarge } from './parse-json.ts'
import { type ArrayLimits, type ArraySplit, type Part, splitArray } from './split-array.ts'

export type ParsedArray =
  | { status: 'ok' }
  | { status: 'too_large' | 'too_many' | 'unreadable'; message: string }

/** Elements of an array that follow each other, and their text, without the brackets of the array. */
export interface ParsedPart {
  text: string
  /** Length of the text in UTF-8. */
  bytes: number
  elements: unknown[]
}

/** Takes the elements of an array, part by part, each in the turn in which it was parsed: so they die young. */
export interface ElementTaker {
  /** Forgets what it took: the array is read again from its beginning. */
  restart(): void
  take(part: ParsedPart): Promise<void>
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
const turnBytes = 524_288

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
async function takeParts(
  bytes: Buffer,
  parts: readonly Part[],
  { limits, taker, breathe }: ParseOptions,
): Promise<boolean> {
  let count = 0
  let bytesOfTurn = 0
  for (const part of parts) {
    if (bytesOfTurn >= partBytes) {
      await breathe()
      bytesOfTurn = 0
    }
    const { text, elements } = parts.length === 1 ? readWhole(bytes, part) : readPart(bytes, part)
    if (elements === undefined) return false
    count += elements.length
    const depth = deepestOf(elements, limits.depth - 1)
    if (count > limits.elements || depth >= limits.depth) return false
    const length = part[1] - part[0]
    bytesOfTurn += depth <= 1 ? length / flatPartsOfTurn : length
    await taker.take({ text, bytes: length, elements })
  }
  return true
}

function deepestOf(elements: readonly unknown[], most: number): number {
  let deepest = 0
  for (const element of elements) deepest = Math.max(deepest, depthOf(element, most))
  return deepest
}

/** The only part: its array stands around it, and nothing else but white space. */
function readWhole(bytes: Buffer, [from, to]: Part) {
  const array = bytes.toString()
  return { text: array.slice(from, to - bytes.length), elements: parseElements(array) }
}

/** One of several: none may be without elements. */
function readPart(bytes: Buffer, [from, to]: Part) {
  const text = bytes.toString('utf8', from, to)
  const elements = parseElements(`[${text}]`)
  return { text, elements: elements?.length === 0 ? undefined : elements }
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
