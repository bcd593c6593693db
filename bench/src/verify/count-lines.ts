import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'

const bufferBytes = 1_048_576
const lineFeed = 0x0a

/** The least that reading files can cost: takes every byte in, and counts line ends. */
export async function countLines(directory: string): Promise<number> {
  const buffer = Buffer.allocUnsafe(bufferBytes)
  let lines = 0
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = await open(join(entry.parentPath, entry.name), 'r')
    for (let { bytesRead } = await file.read(buffer); bytesRead > 0; { bytesRead } = await file.read(buffer))
      lines += lineEnds(buffer.subarray(0, bytesRead))
    await file.close()
  }
  return lines
}

function lineEnds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) count++
  return count
}
