import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { eventFileOf } from '../event-files.ts'
import { isMissing } from '../file-error.ts'
import { maxLineBytes } from '../read-lines.ts'
import type { Segment } from './chunk.ts'

const lineFeed = 0x0a
const restBytes = 65_536

/**
 * Reads the lines that begin in a segment, the last one to its end, also where that lies beyond the segment; of a line that
 * is too long only as much as shows that it is. undefined when the file is gone.
 */
export async function readSegment(segment: Segment): Promise<Buffer | undefined> {
  const file = await openSegment(segment)
  if (file === undefined) return undefined
  try {
    const { fromByte, toByte } = segment
    // The byte before tells whether a line begins with the segment.
    const start = Math.max(0, fromByte - 1)
    const bytes = await readAt(file, start, toByte - start + restBytes)
    const end = Math.min(bytes.length, toByte - start)
    const first = fromByte === 0 ? 0 : bytes.subarray(0, end).indexOf(lineFeed) + 1
    if (fromByte !== 0 && (first === 0 || first === end)) return Buffer.alloc(0)
    const stop = bytes.indexOf(lineFeed, end - 1)
    if (stop !== -1) return bytes.subarray(first, stop + 1)
    if (bytes.length < toByte - start + restBytes) return bytes.subarray(first)
    return Buffer.concat([bytes.subarray(first), await restOfLine(file, start + bytes.length)])
  } finally {
    await file.close()
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** What is left of a line, with its line end where it has one. */
async function restOfLine(file: FileHandle, from: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let kept = 0
  for (let position = from; ; ) {
    const bytes = await readAt(file, position, restBytes)
    const end = bytes.indexOf(lineFeed)
    const part = end === -1 ? bytes : bytes.subarray(0, end + 1)
    if (kept <= maxLineBytes) parts.push(part)
    else if (end !== -1) parts.push(part.subarray(-1))
    kept += part.length
    position += part.length
    if (end !== -1 || bytes.length < restBytes) return Buffer.concat(parts)
  }
}

async function openSegment({ file, inode }: Segment): Promise<FileHandle | undefined> {
  try {
    return await open(file.path, 'r')
  } catch (error) {
    if (!isMissing(error)) throw error
    const path = await renamedPath(file, inode)
    return path === undefined ? undefined : await open(path, 'r')
  }
}

/** Where a file is that was finished meanwhile: its start stays in its name. */
async function renamedPath({ folder, startUs }: Segment['file'], inode: string): Promise<string | undefined> {
  for (const name of await readdir(folder)) {
    if (eventFileOf(folder, name)?.startUs !== startUs) continue
    const path = join(folder, name)
    const { dev, ino } = await stat(path, { bigint: true })
    if (`${dev}/${ino}` === inode) return path
  }
  return undefined
}
