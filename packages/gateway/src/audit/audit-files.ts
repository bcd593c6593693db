import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { auditFileName } from '@weaklayer/wire'
import type { Clock } from '../clock.ts'
import { syncDirectory } from '../outputs/sync-directory.ts'
import { systemCode } from '../start-error.ts'

import type { AuditEnd } from './read-audit-end.ts'

/** Where lines of the audit log go, durably. */
export interface AuditFiles {
  /** Resolves once the lines are durable. @throws what the system said; nothing of the lines counts then */
  append(lines: Buffer, firstSeq: number): Promise<void>
  close(): Promise<void>
}

export interface AuditFilesOptions {
  directory: string
  /** Most bytes of a file. */
  sizeBytes: number
  /** Longest time that a file is written to. */
  ageMs: number
  clock: Clock
}

interface CurrentFile {
  handle: FileHandle
  bytes: number
  beganMs: number
}

/** Opens the file that goes on, or none; a new one begins with the next line. */
export async function openAuditFiles(options: AuditFilesOptions, end: AuditEnd): Promise<AuditFiles> {
  const { directory, sizeBytes, ageMs, clock } = options
  let current: CurrentFile | undefined
  if (end.file !== undefined) {
    const { path, bytes, beganUs } = end.file
    current = { handle: await open(path, 'r+'), bytes, beganMs: beganUs / 1000 }
  }
  const close = async () => {
    const { handle } = current ?? {}
    current = undefined
    await handle?.close()
  }
  const isFull = ({ bytes, beganMs }: CurrentFile, more: number) =>
    (bytes > 0 && bytes + more > sizeBytes) || clock.nowMs() - beganMs >= ageMs
  return {
    close,
    async append(lines, firstSeq) {
      if (current !== undefined && isFull(current, lines.length)) await close()
      current ??= { handle: await createFile(directory, firstSeq), bytes: 0, beganMs: clock.nowMs() }
      const { handle, bytes } = current
      try {
        await write(handle, lines, bytes)
        await handle.datasync()
        current.bytes += lines.length
      } catch (error) {
        // What of the lines is on the disk is unknown: the end is cut off, and another file goes on behind it.
        await handle.truncate(bytes).catch(() => undefined)
        await close()
        throw error
      }
    },
  }
}

/** Makes a new file, durably, under a name that no file has. */
async function createFile(directory: string, firstSeq: number): Promise<FileHandle> {
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(join(directory, auditFileName(firstSeq, attempt)), 'wx', 0o640)
      await syncDirectory(directory)
      return handle
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
  }
}

async function write(handle: FileHandle, lines: Buffer, at: number): Promise<void> {
  const { bytesWritten } = await handle.writev([lines], at)
  if (bytesWritten < lines.length)
    throw Object.assign(new Error('a write fitted only in part'), { code: 'SHORT_WRITE' })
}
