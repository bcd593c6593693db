import type { WordBuffer } from './word-buffer.ts'

/** A hash of 64 bits in two halves, also the key of one. */
export interface SipHalves {
  low: number
  high: number
}

/**
 * HalfSipHash-1-3 (Aumasson and Bernstein, https://github.com/veorq/SipHash) over the words of a buffer from one place to
 * its end; the result is put into `result`. Whoever does not know the key cannot make two messages with one hash, and a
 * word costs a few nanoseconds in plain JavaScript. The words must tell by themselves where they end.
 */
export function halfSipHash(
  { words, length }: WordBuffer,
  from: number,
  { key, result }: { key: SipHalves; result: SipHalves },
): void {
  let v0 = key.low
  let v1 = key.high ^ 0xee
  let v2 = 0x6c796765 ^ v0
  let v3 = 0x74656462 ^ key.high
  // Three rounds without a word end each half.
  for (let at = from; at < length + 6; at++) {
    const word = at < length ? (words[at] as number) : 0
    if (at === length) v2 ^= 0xee
    if (at === length + 3) {
      result.low = v1 ^ v3
      v1 ^= 0xdd
    }
    v3 ^= word
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
    v0 ^= word
  }
  result.high = v1 ^ v3
}
