export interface JsonLimits {
  /** Most values: every array, object, string, number and literal counts, keys do not. */
  values: number
  /** Deepest nesting; a lone scalar has depth 0. */
  depth: number
}

/** What exceeds the limits; `ok` also for bytes that are no JSON, which the parser finds. */
export type JsonSize = 'ok' | 'too_many_values' | 'too_deep'

const kind = { other: 0, space: 1, comma: 2, open: 3, close: 4, quote: 5 }

/** The kind of each byte. */
const kinds = new Uint8Array(256)
kinds.fill(kind.space, 0, 0x21)
for (const [characters, its] of [
  [',', kind.comma],
  ['[{', kind.open],
  [']}', kind.close],
  ['"', kind.quote],
] as const) {
  for (const byte of Buffer.from(characters)) kinds[byte] = its
}

const kindCount = Object.keys(kind).length

/** By the kind before and the kind itself: a comma adds a value, what follows an opening does too, unless it closes. */
const gains = new Uint8Array(kindCount * kindCount)
for (let its = 0; its < kindCount; its++) {
  if (its !== kind.close) gains[kind.open * kindCount + its] = 1
}
for (let before = 0; before < kindCount; before++) gains[before * kindCount + kind.comma] = 1

const steps = new Int8Array(kindCount)
steps[kind.open] = 1
steps[kind.close] = -1

/** How far a scan of JSON text is. */
export interface JsonPlace {
  /** The next byte. */
  at: number
  values: number
  depth: number
  before: number
  /** Whether the array or object that the text begins with has ended. */
  hasEnded: boolean
}

export function startOfJson(): JsonPlace {
  return { at: 0, values: 1, depth: 0, before: kind.other, hasEnded: false }
}

export interface JsonScan {
  limits: JsonLimits
  /** Goes on to this byte, or to the end of the string that it is in. */
  until: number
  /** Called for each comma between elements of the outermost array or object. */
  onComma: (at: number) => void
}

/**
 * Counts values and depth of JSON text without parsing it: 16 MiB of `[],[],…` would block the parser for seconds. Ends with
 * the outermost array or object; what follows is up to the parser.
 */
export function scanJson(
  bytes: Uint8Array,
  place: JsonPlace,
  { limits, until, onComma }: JsonScan,
): JsonSize {
  let { at, values, depth, before } = place
  const isOver = (its: number, level: number, where: number) => {
    if (its === kind.comma) onComma(where)
    return level < 1
  }
  for (; at < until; at++) {
    const its = kinds[bytes[at] as number] as number
    if (its === kind.space) continue
    values += gains[before * kindCount + its] as number
    depth += steps[its] as number
    before = its
    if (depth > limits.depth || values > limits.values) return faultOf(depth, limits)
    if (its === kind.quote) at = stringEnd(bytes, at + 1)
    if (depth <= 1 && isOver(its, depth, at)) break
  }
  Object.assign(place, { at, values, depth, before, hasEnded: at < until })
  return 'ok'
}

function faultOf(depth: number, limits: JsonLimits): JsonSize {
  return depth > limits.depth ? 'too_deep' : 'too_many_values'
}

/** The same for the whole text at once. */
export function measureJson(bytes: Uint8Array, limits: JsonLimits): JsonSize {
  return scanJson(bytes, startOfJson(), { limits, until: bytes.length, onComma: () => undefined })
}

const quote = 0x22
const backslash = 0x5c

/** Where the closing quote of a string is. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}
