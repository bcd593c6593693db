import { type SeededRandom, seededRandom, seedOf } from './seeded-random.ts'

/** Hashes of typed text as one sensor makes them: the same text gives the same hash, another sensor another one. */
export interface TextHashes {
  /** Of a text that comes again, named by anything but itself. */
  of(name: string): string
  /** Of a text that nobody types twice. */
  once(): string
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** 12 bits each. */
const pairs = Array.from({ length: 4096 }, (_, at) => `${letters[at >> 6]}${letters[at & 63]}`)

export function createTextHashes(sensorSeed: number, random: SeededRandom): TextHashes {
  const known = new Map<string, string>()
  return {
    of(name) {
      const seen = known.get(name)
      if (seen !== undefined) return seen
      const made = randomHash(seededRandom(seedOf(sensorSeed, name)))
      known.set(name, made)
      return made
    },
    once: () => randomHash(random),
  }
}

/** 32 random bytes as base64. */
function randomHash(random: SeededRandom): string {
  let text = ''
  for (let word = 0; word < 10; word++) {
    const bits = random.bits()
    text += `${pairs[bits & 4095]}${pairs[(bits >>> 12) & 4095]}`
  }
  const bits = random.bits()
  // 32 bytes leave 4 bits for the last letter.
  return `${text}${pairs[bits & 4095]}${letters[(bits >>> 24) & 60]}=`
}
