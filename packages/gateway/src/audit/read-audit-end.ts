import { type FileHandle, open, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type AuditHead,
  type AuditRecord,
  auditBeginning,
  auditFilesIn,
  auditHash,
  parseAuditRecord,
} from '@weaklayer/wire'

/** The end of an audit log as an earlier run left it. */
export interface AuditEnd {
  head: AuditHead
  /** The file that goes on; absent where a new one begins. */
  file?: { path: string; bytes: number; beganUs: number }
  /** A torn last line that was cut off. */
  repaired?: { file: string; cutBytes: number }
  /** A last line that is whole and no record: it stays as it is, for `weaklayer audit verify` to show. */
  damaged?: { file: string }
}

/** Far more than a record takes. */
const blockBytes = 1_048_576
const lineFeed = 0x0a

/** Finds where the chain goes on. A torn last line was acknowledged to nobody: it is cut off. */
export async function readAuditEnd(directory: string): Promise<AuditEnd> {
  const names = auditFilesIn(await readdir(directory))
  let repaired: AuditEnd['repaired']
  for (const name of names.toReversed()) {
    const path = join(directory, name)
    const end = await endOf(path)
    if (end.cutBytes > 0) repaired ??= { file: name, cutBytes: end.cutBytes }
    const found = repaired === undefined ? {} : { repaired }
    if (end.bytes === 0) await unlink(path)
    else if (end.last === undefined) return { ...found, head: guessedHead(names), damaged: { file: name } }
    else {
      const { seq, hash } = end.last
      return { ...found, head: { seq, hash }, file: { path, bytes: end.bytes, beganUs: end.beganUs } }
    }
  }
  return { head: auditBeginning, ...(repaired && { repaired }) }
}

/** Behind a damaged end the numbers go on above everything that the names tell; that the link is missing stays visible. */
function guessedHead(names: readonly string[]): AuditHead {
  const newest = Number(/\d+/.exec(names.at(-1) ?? '')?.[0] ?? 0)
  return { seq: newest, hash: auditBeginning.hash }
}

async function endOf(path: string) {
  const handle = await open(path, 'r+')
  try {
    const { size } = await handle.stat()
    const tail = await read(handle, Math.max(0, size - blockBytes), size)
    const kept = wholeBytes(tail, size)
    const bytes = size - tail.length + kept
    if (bytes < size) {
      await handle.truncate(bytes)
      await handle.datasync()
    }
    const lines = tail.subarray(0, kept).toString('utf8').split('\n')
    const first = await read(handle, 0, Math.min(bytes, blockBytes))
    const beganUs = recordOf(first.toString('utf8').split('\n')[0] ?? '')?.time ?? 0
    return { bytes, cutBytes: size - bytes, beganUs, last: recordOf(lines.at(-2) ?? '') }
  } finally {
    await handle.close()
  }
}

/**
 * Up to the last line end, and to the first zero: zeros are what a loss of power leaves of a group that was not synced, also
 * where a later page of it reached the disk. An end that no group of lines could have left is not cut.
 */
function wholeBytes(tail: Buffer, size: number): number {
  const zero = tail.indexOf(0)
  const kept = tail.lastIndexOf(lineFeed, zero === -1 ? undefined : zero) + 1
  return kept === 0 && tail.length < size ? tail.length : kept
}

function recordOf(line: string): AuditRecord | undefined {
  const record = parseAuditRecord(line)
  return record !== undefined && auditHash(record) === record.hash ? record : undefined
}

async function read(handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from)
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, from)
  return buffer.subarray(0, bytesRead)
}
