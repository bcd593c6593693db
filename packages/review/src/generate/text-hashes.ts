import { type SeededRandom, seededRandom, seedOf } from './seeded-random.ts'

/** Hashes of typed text as one sensor makes them: the same text gives the same hash, another sensor another one. */
export interface TextHashes {
  /** Of a text that comes again, named by anything but itself. */
  of(name: string): string
  /** Of a text that nobody types twice. */
  once(): string
}

const letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
/** A text of its own is smaller than one that is put together of many. */
const text = Buffer.alloc(44, '=')

/** Nothing is remembered: there may be very many sensors. */
export function createTextHashes(sensorSeed: number, random: SeededRandom): TextHashes {
  return {
    of: name => randomHash(seededRandom(seedOf(sensorSeed, name))),
    once: () => randomHash(random),
  }
}

/** 32 random bytes as base64: 42 letters, one with the last 4 bits, and the padding. */
function randomHash(random: SeededRandom): string {
  for (let at = 0; at < 40; ) {
    const bits = random.bits()
    text[at++] = letters[bits & 63] as number
    text[at++] = letters[(bits >>> 6) & 63] as number
    text[at++] = letters[(bits >>> 12) & 63] as number
    text[at++] = letters[(bits >>> 18) & 63] as number
  }
  const bits = random.bits()
  text[40] = letters[bits & 63] as number
  text[41] = letters[(bits >>> 6) & 63] as number
  text[42] = letters[(bits >>> 12) & 60] as number
  return text.toString('latin1')
}
