import type { ElementsText } from '../body/parse-array.ts'

/** Where events end, behind their last brackets: the first so many numbers. */
interface Ends {
  count: number
  ends: readonly number[]
}

/** The lines of events, each with the end given in place of its last bracket: copied, since they are written as a line is. */
export function linesAsSent({ bytes, from }: ElementsText, { count, ends }: Ends, end: Buffer): Buffer {
  const contentBytes = (ends[count - 1] ?? from) - from - 2 * count + 1
  const lines = Buffer.allocUnsafe(contentBytes + count * end.length)
  let at = from
  let to = 0
  for (let index = 0; index < count; index++) {
    const bracket = ends[index] as number
    to += bytes.copy(lines, to, at, bracket - 1)
    to += end.copy(lines, to)
    at = bracket + 1
  }
  return lines
}
