import { open } from 'node:fs/promises'

const blockBytes = 262_144
const lineFeed = 0x0a

/** Gives each whole line of a file with its line feed, byte for byte, then what stands behind the last one. */
export async function* readLines(path: string): AsyncGenerator<{ bytes: Buffer; isWhole: boolean }> {
  const handle = await open(path, 'r')
  try {
    let rest: Buffer = Buffer.alloc(0)
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(blockBytes), 0, blockBytes, position)
      if (bytesRead === 0) break
      position += bytesRead
      let text = Buffer.concat([rest, buffer.subarray(0, bytesRead)])
      // Only the new bytes can hold the end of the line that goes on.
      for (let end = text.indexOf(lineFeed, rest.length); end !== -1; end = text.indexOf(lineFeed)) {
        yield { bytes: text.subarray(0, end + 1), isWhole: true }
        text = text.subarray(end + 1)
        rest = Buffer.alloc(0)
      }
      rest = text
    }
    if (rest.length > 0) yield { bytes: rest, isWhole: false }
  } finally {
    await handle.close()
  }
}
