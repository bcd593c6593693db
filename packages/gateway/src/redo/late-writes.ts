import { writevSync } from 'node:fs'
import { codedError } from '../outputs/coded-error.ts'

/** Part of the memory of a round that goes to a place of a file. */
export interface RoundWrite {
  fd: number
  at: number
  from: number
  to: number
}

/** What event files get a little later than the redo log, each all at once: a small write costs nearly as much as a large one. */
export interface LateWrites {
  hasRoomFor(bytes: number): boolean
  /** Copies what a round writes. The parts of a file follow each other. */
  keep(memory: Uint8Array, writes: readonly RoundWrite[]): void
  /** Writes what is kept. Throws when a file does not take its part: that is kept then, and written again by the next call. */
  write(): void
}

interface LateWrite {
  at: number
  bytes: number
  parts: Uint8Array[]
}

export function createLateWrites(mostBytes: number): LateWrites {
  const kept = Buffer.allocUnsafeSlow(mostBytes)
  let keptBytes = 0
  const files = new Map<number, LateWrite>()

  const writeFile = ([fd, { at, bytes, parts }]: [number, LateWrite]) => {
    try {
      if (writevSync(fd, parts, at) < bytes) throw codedError('SHORT_WRITE')
      files.delete(fd)
      return undefined
    } catch (error) {
      return error
    }
  }

  return {
    hasRoomFor: bytes => keptBytes + bytes <= mostBytes,
    keep(memory, writes) {
      for (const { fd, at, from, to } of writes) {
        kept.set(memory.subarray(from, to), keptBytes)
        const file = files.get(fd) ?? { at, bytes: 0, parts: [] }
        file.parts.push(kept.subarray(keptBytes, keptBytes + to - from))
        file.bytes += to - from
        keptBytes += to - from
        files.set(fd, file)
      }
    },
    write() {
      const failures = [...files].map(writeFile).filter(failure => failure !== undefined)
      if (failures.length > 0) throw failures[0]
      keptBytes = 0
    },
  }
}
