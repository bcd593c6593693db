import { open } from 'node:fs/promises'
import { type RedoRecord, readRecords } from './redo-record.ts'
import { readRound } from './sealed-round.ts'

const blockBytes = 1_048_576

/**
 * The records of the whole rounds from the beginning of a redo log, of one use of its file. What follows was never acknowledged, or is left of the
 * use before: event files have held that durably since.
 */
export async function* recordsOf(path: string): AsyncGenerator<RedoRecord> {
  const handle = await open(path, 'r')
  let salt: number | undefined
  try {
    let rest = Buffer.alloc(0)
    for (;;) {
      const read = readRound(rest)
      if (read.status === 'torn') return
      if (read.status === 'whole') {
        salt ??= read.round.salt
        if (read.round.salt !== salt) return
        yield* readRecords(read.round.records)
        rest = rest.subarray(read.length)
        continue
      }
      const block = Buffer.alloc(blockBytes)
      const { bytesRead } = await handle.read(block, 0, blockBytes)
      if (bytesRead === 0) return
      rest = Buffer.concat([rest, block.subarray(0, bytesRead)])
    }
  } finally {
    await handle.close()
  }
}
