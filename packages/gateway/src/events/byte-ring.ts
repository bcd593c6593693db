/** Bytes that were written last, in memory that is taken once: nothing is left to collect. */
export interface ByteRing {
  /** Writes bytes over the oldest ones and returns where they are, a number that only grows. Longer ones than the ring are not kept. */
  write(bytes: Buffer): number
  /** Whether bytes that were written there have not been written over. */
  holds(at: number): boolean
  /** A copy of bytes that were written there; undefined once they, or a part, were written over. */
  read(at: number, length: number): Buffer | undefined
}

export function createByteRing(size: number): ByteRing {
  const memory = Buffer.alloc(size)
  let end = 0
  const holds = (at: number) => at >= end - size
  return {
    holds,
    write(bytes) {
      const at = end
      end += bytes.length
      if (bytes.length > size) return at
      const from = at % size
      const copied = bytes.copy(memory, from)
      bytes.copy(memory, 0, copied)
      return at
    },
    read(at, length) {
      if (!holds(at)) return undefined
      const from = at % size
      const head = memory.subarray(from, Math.min(size, from + length))
      return Buffer.concat([head, memory.subarray(0, length - head.length)])
    },
  }
}
