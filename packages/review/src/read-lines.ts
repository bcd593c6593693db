import { createReadStream } from 'node:fs'

/** Most bytes of one line: 64 times the gateway's default for an event. Longer ones are reported and skipped. */
export const maxLineBytes = 4_194_304

/** One line of a file. */
export interface FileLine {
  /** Its text; undefined when it is longer than `maxLineBytes`. */
  text: string | undefined
  /** From 1, counted from where reading began. */
  line: number
  /** Where the next line begins, in bytes. */
  endByte: number
  /** False for what stands after the last line end. */
  whole: boolean
}

const lineFeed = 0x0a

/** Reads a file line by line from a byte on, in bounded memory. */
export async function* readLines(path: string, fromByte = 0): AsyncGenerator<FileLine> {
  const partial = createPartialLine()
  let line = 0
  let position = fromByte
  for await (const chunk of createReadStream(path, { start: fromByte, highWaterMark: 262_144 })) {
    const bytes = chunk as Buffer
    let begin = 0
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, begin)) {
      partial.append(bytes.subarray(begin, end))
      begin = end + 1
      yield { text: partial.take(), line: ++line, endByte: position + begin, whole: true }
    }
    partial.append(bytes.subarray(begin))
    position += bytes.length
  }
  if (partial.bytes() > 0) yield { text: partial.take(), line: line + 1, endByte: position, whole: false }
}

/** Collects a line from chunks; what is beyond the limit is counted but not kept. */
function createPartialLine() {
  let parts: Buffer[] = []
  let bytes = 0
  return {
    bytes: () => bytes,
    append(part: Buffer) {
      bytes += part.length
      if (bytes > maxLineBytes) parts = []
      else if (part.length > 0) parts.push(part)
    },
    take() {
      const text = bytes > maxLineBytes ? undefined : Buffer.concat(parts).toString('utf8')
      parts = []
      bytes = 0
      return text
    },
  }
}
