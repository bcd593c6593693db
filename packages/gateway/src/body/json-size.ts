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

/**
 * Counts values and depth of JSON text without parsing it: 16 MiB of `[],[],…` would block the parser for seconds.
 */
export function measureJson(bytes: Uint8Array, limits: JsonLimits): JsonSize {
  let values = 1
  let depth = 0
  let before: number = kind.other
  for (let at = 0; at < bytes.length; at++) {
    const its = kinds[bytes[at] as number] as number
    if (its === kind.space) continue
    values += gains[before * kindCount + its] as number
    depth += steps[its] as number
    before = its
    if (depth > limits.depth) return 'too_deep'
    if (values > limits.values) return 'too_many_values'
    if (its === kind.quote) at = stringEnd(bytes, at + 1)
  }
  return 'ok'
}

const quote = 0x22
const backslash = 0x5c

/** Where the closing quote of a string is. */
function stringEnd(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return at
}
