import { fdatasyncSync, ftruncateSync, writeSync } from 'node:fs'

/** Part of the memory of a round that goes to a place of a file. */
export interface RoundWrite {
  fd: number
  at: number
  from: number
  to: number
}

/** Bytes for event files, and the same bytes with their heads for the redo log: one write and one sync for all files. */
export interface RedoRound {
  memory: Uint8Array
  writes: RoundWrite[]
  redoLog: RoundWrite
}

/**
 * What became of a round.
 * - `durable`: every event file holds its bytes, and the redo log holds all of them on the disk.
 * - `untouched`: the redo log is as it was.
 * - `cut`: the redo log did not take it, and was cut back to what it was.
 * - `fatal`: what the redo log holds is unknown.
 */
export type RoundOutcome =
  | { status: 'durable' | 'untouched' | 'cut' }
  | { status: 'fatal'; message: string; code?: string | undefined }

/** Runs a round in a thread that may wait for the disk. */
export function runRound({ memory, writes, redoLog }: RedoRound): RoundOutcome {
  try {
    for (const write of writes) if (!writeWhole(write, memory)) return { status: 'untouched' }
  } catch {
    return { status: 'untouched' }
  }
  try {
    return appendSynced(redoLog, memory)
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException
    return { status: 'fatal', message, code }
  }
}

function appendSynced(redoLog: RoundWrite, memory: Uint8Array): RoundOutcome {
  if (takes(redoLog, memory)) {
    fdatasyncSync(redoLog.fd)
    return { status: 'durable' }
  }
  // A whole record that stays here would be written over what takes its place in an event file.
  ftruncateSync(redoLog.fd, redoLog.at)
  fdatasyncSync(redoLog.fd)
  return { status: 'cut' }
}

function takes(redoLog: RoundWrite, memory: Uint8Array): boolean {
  try {
    return writeWhole(redoLog, memory)
  } catch {
    return false
  }
}

function writeWhole({ fd, at, from, to }: RoundWrite, memory: Uint8Array): boolean {
  return writeSync(fd, memory, from, to - from, at) === to - from
}
