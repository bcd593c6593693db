import type { ElementsText } from '../body/parse-array.ts'

/** The lines of events, each with the end given in place of its last bracket: copied, since they are written as a line is. */
export function linesAsSent({ bytes, from }: ElementsText, ends: readonly number[], end: Buffer): Buffer {
  const contentBytes = (ends.at(-1) ?? from) - from - 2 * ends.length + 1
  const lines = Buffer.allocUnsafe(contentBytes + ends.length * end.length)
  let at = from
  let to = 0
  for (const bracket of ends) {
    to += bytes.copy(lines, to, at, bracket - 1)
    to += end.copy(lines, to)
    at = bracket + 1
  }
  return lines
}
