import type { FileHandle } from 'node:fs/promises'
import { open, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { inherits, type WorkerPlace } from '../workers/worker-place.ts'
import { renameFinished } from './event-file.ts'
import { type FileFormat, fileFormats } from './file-format.ts'
import { groupFolders } from './group-folders.ts'

const dotFileName = /^\.(\d+)\.(w\d{1,4}\.|)(ndjson|json)$/
const lineFeed = 0x0a
const firstBlockBytes = 65_536

/**
 * Finishes the dot files that a dead process left: whole lines stay, are synced and get a final name. A torn end was
 * never acknowledged; it is cut off and reported. Of several workers each sees to its own.
 */
export async function finishLeftovers(directory: string, log: Logger, worker?: WorkerPlace): Promise<void> {
  for (const folder of await groupFolders(directory)) {
    for (const name of await readdir(folder)) {
      const [, startUs, mark = '', kind] = dotFileName.exec(name) ?? []
      if (!Number.isSafeInteger(Number(startUs)) || !inherits(worker, mark)) continue
      const format = kind === 'json' ? fileFormats.array : fileFormats.lines
      const place = { folder, path: join(folder, name), startUs: Number(startUs) }
      await finishLeftover({ ...place, extension: `${mark}${format.extension}`, format }, log)
    }
  }
}

interface Leftover {
  folder: string
  path: string
  startUs: number
  extension: string
  format: FileFormat
}

async function finishLeftover(leftover: Leftover, log: Logger): Promise<void> {
  const { path, format } = leftover
  const { mtimeMs } = await stat(path)
  const { keptBytes, cutBytes } = await cutTornEnd(path, format)
  if (cutBytes > 0) {
    log.warn({ file: path, keptBytes, cutBytes }, 'a torn end that was never acknowledged was cut off')
  }
  if (keptBytes === 0) return await unlink(path)
  const finished = await renameFinished(leftover, Math.round(mtimeMs * 1000))
  log.info({ file: finished, keptBytes }, 'a file of an earlier run was finished')
}

/** Cuts a file after its last whole line, gives it the ending of its format and syncs it. */
export async function cutTornEnd(
  path: string,
  format: FileFormat,
): Promise<{ keptBytes: number; cutBytes: number }> {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    const { keptBytes, lastLine } = await wholeLines(handle, size, format)
    if (keptBytes < size) await handle.truncate(keptBytes)
    const ending = Buffer.from(format.ending)
    const isEnded = keptBytes === 0 || ending.length === 0 || lastLine.equals(ending)
    if (!isEnded) await handle.writev([ending], keptBytes)
    await handle.datasync()
    return { keptBytes, cutBytes: size - keptBytes }
  } finally {
    await handle.close()
  }
}

async function wholeLines(handle: FileHandle, size: number, format: FileFormat) {
  let keptBytes = size
  while (keptBytes > 0) {
    const start = await lastLineStart(handle, keptBytes)
    const lastLine = await read(handle, start, keptBytes)
    if (format.isWhole(lastLine)) return { keptBytes, lastLine }
    keptBytes = start
  }
  return { keptBytes, lastLine: Buffer.alloc(0) }
}

/** Where the last line before `end` starts; its own line feed does not count. */
async function lastLineStart(handle: FileHandle, end: number): Promise<number> {
  for (let blockBytes = firstBlockBytes; ; blockBytes *= 2) {
    const from = Math.max(0, end - blockBytes)
    const block = await read(handle, from, end - 1)
    const lineEnd = block.lastIndexOf(lineFeed)
    if (lineEnd >= 0) return from + lineEnd + 1
    if (from === 0) return 0
  }
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, to - from))
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
  return buffer.subarray(0, bytesRead)
}
