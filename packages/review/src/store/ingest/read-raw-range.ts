import { readArray } from '../../read-array.ts'
import { readLines } from '../../read-lines.ts'
import { eventOfLine } from '../../read-raw-lines.ts'
import type { PieceRequest } from './line-piece.ts'

/** The text of one event and where the next one begins. */
export interface RangeLine {
  text: string | undefined
  line: number
  endByte: number
  /** False where the file ends within it. */
  whole: boolean
}

/** Reads what a file holds in a range, whatever its layout. A torn last line of an open file is nothing yet. */
export async function* readRawRange({
  file,
  fromByte,
  toByte,
  linesBefore,
}: Omit<PieceRequest, 'copyPath'>): AsyncGenerator<RangeLine> {
  if (file.format === 'array' && file.endUs !== undefined && fromByte === 0) {
    for await (const { text, line } of readArray(file.path))
      yield { text, line, endByte: toByte, whole: true }
    return
  }
  for await (const { text, line, endByte, whole } of readLines(file.path, fromByte)) {
    if (endByte > toByte || (!whole && file.endUs === undefined)) return
    yield { text: eventOfLine(file, text), line: linesBefore + line, endByte, whole }
  }
}
