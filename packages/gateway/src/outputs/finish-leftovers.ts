import type { FileHandle } from 'node:fs/promises'
import { open, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { renameFinished } from './event-file.ts'

const groupName = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const dotFileName = /^\.(\d+)\.ndjson$/
const lineFeed = 0x0a
const firstBlockBytes = 65_536

/**
 * Finishes the dot files that a dead process left: whole lines stay, are synced and get a final name. A torn end was
 * never acknowledged; it is cut off and reported.
 */
export async function finishLeftovers(directory: string, log: Logger): Promise<void> {
  for (const group of await readdir(directory, { withFileTypes: true })) {
    if (!group.isDirectory() || !groupName.test(group.name)) continue
    const folder = join(directory, group.name)
    for (const name of await readdir(folder)) {
      const startUs = Number(dotFileName.exec(name)?.[1])
      if (Number.isSafeInteger(startUs))
        await finishLeftover({ folder, path: join(folder, name), startUs }, log)
    }
  }
}

async function finishLeftover(place: { folder: string; path: string; startUs: number }, log: Logger) {
  const { mtimeMs } = await stat(place.path)
  const { keptBytes, cutBytes } = await cutTornEnd(place.path)
  if (cutBytes > 0) {
    log.warn({ file: place.path, keptBytes, cutBytes }, 'a torn end that was never acknowledged was cut off')
  }
  if (keptBytes === 0) return await unlink(place.path)
  const finished = await renameFinished(place, Math.round(mtimeMs * 1000))
  log.info({ file: finished, keptBytes }, 'a file of an earlier run was finished')
}

/** Cuts a file after its last whole line and syncs it. */
export async function cutTornEnd(path: string): Promise<{ keptBytes: number; cutBytes: number }> {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    let keptBytes = size
    for (let start = size; keptBytes > 0; keptBytes = start) {
      start = await lastLineStart(handle, keptBytes)
      if (await isWholeLine(handle, start, keptBytes)) break
    }
    if (keptBytes < size) await handle.truncate(keptBytes)
    await handle.datasync()
    return { keptBytes, cutBytes: size - keptBytes }
  } finally {
    await handle.close()
  }
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

/** Power loss can leave blocks of zeros with a line feed behind them: a whole line is JSON. */
async function isWholeLine(handle: FileHandle, start: number, end: number): Promise<boolean> {
  const line = await read(handle, start, end)
  if (line.at(-1) !== lineFeed) return false
  try {
    JSON.parse(line.toString())
    return true
  } catch {
    return false
  }
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, to - from))
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
  return buffer.subarray(0, bytesRead)
}
