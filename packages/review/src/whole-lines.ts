import { createReadStream } from 'node:fs'

const lineFeed = 0x0a

/** How many whole lines the first bytes of a file hold, and where the last of them ends, in bytes. */
export async function wholeLines(
  path: string,
  fileBytes: number,
): Promise<{ lines: number; endByte: number }> {
  let lines = 0
  let endByte = 0
  let position = 0
  if (fileBytes === 0) return { lines, endByte }
  for await (const chunk of createReadStream(path, { end: fileBytes - 1, highWaterMark: 262_144 })) {
    const bytes = chunk as Buffer
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, end + 1)) {
      lines++
      endByte = position + end + 1
    }
    position += bytes.length
  }
  return { lines, endByte }
}
