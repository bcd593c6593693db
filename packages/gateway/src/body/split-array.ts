import { type JsonLimits, type JsonSize, scanJson, startOfJson } from './json-size.ts'

export interface ArrayLimits extends JsonLimits {
  /** Most elements of the array. */
  elements: number
  /** Most bytes of the text of one element. */
  elementBytes: number
}

/** Bytes from a first one to before a last one. */
export type Part = readonly [from: number, to: number]

export type ArraySplit =
  | { status: 'ok'; parts: Part[] }
  | {
      status:
        | Exclude<JsonSize, 'ok'>
        | 'too_many_elements'
        | 'element_too_large'
        | 'not_an_array'
        | 'unreadable'
    }

export interface SplitOptions {
  limits: ArrayLimits
  /** A part ends with the first element that makes it that long. */
  partBytes: number
  /** Bytes that are looked at in one turn. */
  turnBytes: number
  breathe: () => Promise<void>
}

/**
 * Splits the text of a JSON array between its elements, so that each part can be parsed in a turn of its own. What is between the
 * commas may be no JSON: then the parser refuses the part.
 */
export async function splitArray(bytes: Uint8Array, options: SplitOptions): Promise<ArraySplit> {
  const first = afterSpace(bytes, 0)
  if (bytes[first] !== open) return { status: first === bytes.length ? 'unreadable' : 'not_an_array' }
  const elements = createParts(first + 1, options)
  const scan = await scanInTurns(bytes, elements, options)
  if (typeof scan === 'string') return { status: scan }
  elements.end(scan.end)
  const isWhole = bytes[scan.end] === close && afterSpace(bytes, scan.end + 1) === bytes.length
  const fault = elements.fault() ?? (isWhole ? undefined : 'unreadable')
  return fault === undefined ? { status: 'ok', parts: elements.parts } : { status: fault }
}

type Fault = Exclude<ArraySplit['status'], 'ok'>

async function scanInTurns(
  bytes: Uint8Array,
  elements: ReturnType<typeof createParts>,
  { limits, turnBytes, breathe }: SplitOptions,
): Promise<{ end: number } | Fault> {
  const place = startOfJson()
  while (place.at < bytes.length) {
    const until = Math.min(bytes.length, place.at + turnBytes)
    const size = scanJson(bytes, place, { limits, until, onComma: elements.comma })
    const fault = size === 'ok' ? elements.fault() : size
    if (fault !== undefined) return fault
    if (place.hasEnded) return { end: place.at }
    await breathe()
  }
  return 'unreadable'
}

const open = 0x5b
const close = 0x5d

/** White space of JSON (RFC 8259) only: the scan takes every control character for it. */
function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from
  while (isSpace(bytes[at])) at++
  return at
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function createParts(start: number, { limits, partBytes }: SplitOptions) {
  const parts: Part[] = []
  let partFrom = start
  let elementFrom = start
  let elements = 0
  let fault: 'too_many_elements' | 'element_too_large' | undefined
  const endElement = (at: number) => {
    elements++
    if (elements > limits.elements) fault ??= 'too_many_elements'
    if (at - elementFrom > limits.elementBytes) fault ??= 'element_too_large'
    elementFrom = at + 1
  }
  const endPart = (at: number) => {
    parts.push([partFrom, at])
    partFrom = at + 1
  }
  return {
    parts,
    fault: () => fault,
    comma(at: number) {
      endElement(at)
      if (at - partFrom >= partBytes) endPart(at)
    },
    end(at: number) {
      endElement(at)
      endPart(at)
    },
  }
}
