import { codedError } from '../outputs/coded-error.ts'
import { createTurns } from '../turns.ts'
import { createLateLines, type LateLinesOptions } from './late-lines.ts'
import type { RoundWrite } from './late-writes.ts'
import type { RedoFile } from './redo-file.ts'
import { createRedoFiles, type RedoFilesOptions } from './redo-files.ts'
import { recordHead } from './redo-record.ts'
import { type RoundRunner, startRoundRunner } from './round-runner.ts'
import { mostRoundBytes, roundHeadBytes, writeRoundHead } from './sealed-round.ts'

/** Lines for the end of an event file. */
export interface RedoAppend {
  /** Relative to the output's directory. */
  file: string
  /** Stays open until the next settlement. */
  fd: number
  /** Where the file ends now. */
  at: number
  buffers: readonly Buffer[]
  /** Syncs the file itself, so that the redo log need not keep its lines. */
  sync: () => Promise<void>
}

/**
 * What became of appends.
 * - `durable`: the redo log holds them on the disk; the files get them at the next settlement.
 * - `untaken`: neither the redo log nor the files hold any.
 * - `fatal`: what the disk holds is unknown.
 */
type RedoOutcome = { status: 'durable' } | { status: 'untaken' } | { status: 'fatal'; error: Error }

/** Makes lines of many event files durable with one write and one sync; the files get them a little later, many lines at once. */
export interface RedoLog {
  /** Never rejects. Takes at most `mostRedoBytes` and `mostRedoAppends` at once. */
  append(appends: readonly RedoAppend[]): Promise<RedoOutcome>
  /** Whether the files hold every append that was durable. */
  isSettled(): boolean
  /** Resolves once a file holds every append that was durable before; at once where it does. Rejects with the code of a file that does not take its own. */
  settle(file: string): Promise<void>
  /** Removes the redo log after every file was synced. */
  close(): Promise<void>
}

export interface RedoLogOptions extends RedoFilesOptions, Pick<LateLinesOptions, 'log' | 'onFatal'> {}

export function createRedoLog(options: RedoLogOptions): RedoLog {
  let runner: RoundRunner | undefined
  const turns = createTurns()
  const inTurn = <Result>(work: () => Promise<Result>) => turns.run('redo log', work)
  const settleSoon = () => void inTurn(settle).catch(() => undefined)
  const late = createLateLines({ ...options, write: async () => await runner?.settle(), onDue: settleSoon })
  const files = createRedoFiles(options, settleSoon)

  const run = async (appends: readonly RedoAppend[]): Promise<RedoOutcome> => {
    const redoFile = await files.current().catch(() => undefined)
    if (redoFile === undefined) return { status: 'untaken' }
    runner ??= startRoundRunner(mostRoundBytes)
    const { writes, length } = fill(runner.memory, redoFile.salt, appends)
    const redoLog = { fd: redoFile.handle.fd, at: redoFile.bytes, from: 0, to: length }
    const ran = await runner.run({ writes, redoLog })
    if (ran.status === 'fatal') return { status: 'fatal', error: codedError(ran.code, ran.message) }
    if (ran.status !== 'durable') return { status: 'untaken' }
    note(redoFile, appends, length)
    return { status: 'durable' }
  }

  const note = (redoFile: RedoFile, appends: readonly RedoAppend[], length: number) => {
    late.add(appends.map(({ file }) => file))
    redoFile.bytes += length
    for (const { file, sync } of appends) redoFile.files.set(file, sync)
    if (files.isDue()) settleSoon()
  }

  const settle = async () => {
    await late.settle()
    if (files.isDue()) void files.retire()
  }

  const settleAll = async () => {
    await late.settle()
    void files.retire()
  }

  return {
    append: appends =>
      inTurn(() => run(appends)).catch(
        (error: Error): RedoOutcome => ({ status: 'fatal', error: codedError('REDO_LOG_FAILED', error) }),
      ),
    isSettled: late.isSettled,
    settle: file => (late.isSettled(file) ? Promise.resolve() : inTurn(settle)),
    async close() {
      await inTurn(settleAll).catch(() => undefined)
      late.stop()
      await files.close()
      await runner?.close()
    },
  }
}

/** Puts a round into the memory, but for its sum. */
function fill(memory: Buffer, salt: number, appends: readonly RedoAppend[]) {
  let length = roundHeadBytes
  const writes = appends.map(({ file, fd, at, buffers }): RoundWrite => {
    const bytes = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    length += memory.write(recordHead(file, at, bytes), length, 'latin1')
    const from = length
    for (const buffer of buffers) length += buffer.copy(memory, length)
    return { fd, at, from, to: length }
  })
  writeRoundHead(memory.subarray(0, length), salt)
  return { writes, length }
}
