import type { FileHandle } from 'node:fs/promises'
import { systemCode } from '../start-error.ts'
import { durable, unavailable, type WriteOutcome } from './output.ts'

/**
 * What became of an append.
 * - `written`: one outcome a buffer; the file ends after the last durable one.
 * - `given_up`: nothing is acknowledged, and what stands at the end of the file is unknown: it takes no more.
 * - `fatal`: the sync failed. What the disk holds is unknown, and a second sync would lie.
 */
export type AppendOutcome =
  | { status: 'written'; outcomes: WriteOutcome[] }
  | { status: 'given_up'; error: unknown }
  | { status: 'fatal'; error: unknown }

export interface Appended {
  outcome: AppendOutcome
  addedBytes: number
  /** Whether the file has bytes that only a redo log keeps; undefined: as before. */
  isUnsynced?: boolean | undefined
}

/** Writes and syncs buffers behind the synced bytes; of a write that fails or is short whole buffers stay only. */
export async function appendLines(
  file: FileHandle,
  buffers: readonly Buffer[],
  syncedBytes: number,
): Promise<Appended> {
  const { writtenBytes, reason } = await write(file, buffers, syncedBytes)
  const whole = wholeBuffers(buffers, writtenBytes)
  if (reason !== undefined) {
    try {
      await file.truncate(syncedBytes + whole.bytes)
    } catch (error) {
      return { outcome: { status: 'given_up', error }, addedBytes: 0 }
    }
  }
  if (whole.count > 0) {
    try {
      await file.datasync()
    } catch (error) {
      return { outcome: { status: 'fatal', error }, addedBytes: 0 }
    }
  }
  const outcomes = buffers.map((_, index) =>
    index < whole.count ? durable : unavailable(reason ?? 'UNKNOWN'),
  )
  return {
    outcome: { status: 'written', outcomes },
    addedBytes: whole.bytes,
    isUnsynced: whole.count > 0 ? false : undefined,
  }
}

async function write(file: FileHandle, buffers: readonly Buffer[], at: number) {
  const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  try {
    const { bytesWritten } = await file.writev(buffers, at)
    return bytesWritten === bytes
      ? { writtenBytes: bytes }
      : { writtenBytes: bytesWritten, reason: 'SHORT_WRITE' }
  } catch (error) {
    return { writtenBytes: 0, reason: systemCode(error) }
  }
}

function wholeBuffers(buffers: readonly Buffer[], writtenBytes: number): { count: number; bytes: number } {
  let count = 0
  let bytes = 0
  for (const buffer of buffers) {
    if (bytes + buffer.length > writtenBytes) break
    bytes += buffer.length
    count++
  }
  return { count, bytes }
}
