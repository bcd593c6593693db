/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** A whole number from 0 to below `most`. */
  below(most: number): number
  /** From 0 to below 1. */
  share(): number
  /** 32 random bits. */
  bits(): number
  hex(digits: number): string
  pick<Value>(values: readonly Value[]): Value
}

/** Mulberry32 (Tommy Ettinger, public domain): quick, and good enough for made-up data; no secret is made of it. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0
  const bits = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const share = () => bits() / 4_294_967_296
  const below = (most: number) => Math.floor(share() * most)
  return {
    below,
    share,
    bits,
    hex(digits) {
      let text = ''
      while (text.length < digits) text += bits().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
    pick: <Value>(values: readonly Value[]) => values[below(values.length)] as Value,
  }
}

/** A seed of its own for each thing that is made from one seed. */
export function seedOf(seed: number, ...of: (number | string)[]): number {
  let hash = seed | 0
  for (const part of of)
    for (const character of String(part))
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) ^ (hash >>> 15)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 13)) | 0
}
