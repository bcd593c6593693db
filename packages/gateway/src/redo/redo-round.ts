import { fdatasyncSync, ftruncateSync, writeSync } from 'node:fs'
import { systemCode } from '../start-error.ts'
import type { LateWrites, RoundWrite } from './late-writes.ts'
import { seal } from './sealed-round.ts'

/** Bytes for event files, and the same bytes with their heads for the redo log, not yet sealed: one write and one sync for all files. */
export interface RedoRound {
  memory: Uint8Array
  writes: RoundWrite[]
  redoLog: RoundWrite
}

/** Why a call of the system failed. */
export interface Failure {
  message: string
  code: string
}

/**
 * What became of a round.
 * - `durable`: the redo log holds it on the disk, and the event files get their bytes at the next settlement.
 * - `untouched`: the redo log is as it was: event files do not take what earlier rounds have for them.
 * - `cut`: the redo log did not take it, and was cut back to what it was.
 * - `fatal`: what the redo log holds is unknown.
 */
export type RoundOutcome = { status: 'durable' | 'untouched' | 'cut' } | ({ status: 'fatal' } & Failure)

/** Whether the event files hold the bytes of all rounds; where one does not take its own, the next settlement tries again. */
export type Settlement = { status: 'settled' } | ({ status: 'unsettled' } & Failure)

/** Runs rounds and settlements in a thread that may wait for the disk. */
export interface RedoRounds {
  run(round: RedoRound): RoundOutcome
  settle(): Settlement
}

export function createRedoRounds(late: LateWrites): RedoRounds {
  let isUnsettled = false

  const settle = (): Settlement => {
    try {
      late.write()
      isUnsettled = false
      return { status: 'settled' }
    } catch (error) {
      isUnsettled = true
      return { status: 'unsettled', ...failureOf(error) }
    }
  }

  return {
    settle,
    run({ memory, writes, redoLog }) {
      const isSettledFirst = isUnsettled || !late.hasRoomFor(redoLog.to - redoLog.from)
      if (isSettledFirst && settle().status === 'unsettled') return { status: 'untouched' }
      try {
        seal(Buffer.from(memory.buffer, memory.byteOffset + redoLog.from, redoLog.to - redoLog.from))
        const outcome = appendSynced(redoLog, memory)
        if (outcome.status === 'durable') late.keep(memory, writes)
        return outcome
      } catch (error) {
        return { status: 'fatal', ...failureOf(error) }
      }
    },
  }
}

function failureOf(error: unknown): Failure {
  return { message: (error as Error).message, code: systemCode(error) }
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

function takes({ fd, at, from, to }: RoundWrite, memory: Uint8Array): boolean {
  try {
    return writeSync(fd, memory, from, to - from, at) === to - from
  } catch {
    return false
  }
}
