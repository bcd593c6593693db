import { codedError } from '../outputs/coded-error.ts'
import { createTurns } from '../turns.ts'
import { createLateLines, type LateLinesOptions } from './late-lines.ts'
import type { RoundWrite } from './late-writes.ts'
import { openRedoFile, type RedoFile, type RedoFileOptions, retireRedoFile } from './redo-file.ts'
import { mostHeadBytes, recordHead } from './redo-record.ts'
import { type RoundRunner, startRoundRunner } from './round-runner.ts'

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

export const mostRedoBytes = 3_145_728
export const mostRedoAppends = 1024
const memoryBytes = mostRedoBytes + mostRedoAppends * mostHeadBytes

export interface RedoLogOptions extends RedoFileOptions, Pick<LateLinesOptions, 'log' | 'onFatal'> {
  /** A redo log of that age is followed by the next, milliseconds: what was erased elsewhere may not stay in it. */
  ageMs: number
  /** A redo log of so many bytes is followed by the next. @default 64 MiB */
  redoLogBytes?: number
}

const defaultBytes = 67_108_864

export function createRedoLog(options: RedoLogOptions): RedoLog {
  const { redoLogBytes = defaultBytes } = options
  let runner: RoundRunner | undefined
  let current: RedoFile | undefined
  let cancelAge: (() => void) | undefined
  let retiring: Promise<void> = Promise.resolve()

  const turns = createTurns()
  const inTurn = <Result>(work: () => Promise<Result>) => turns.run('redo log', work)
  const settleSoon = () => void inTurn(settle).catch(() => undefined)
  const late = createLateLines({ ...options, write: async () => await runner?.settle(), onDue: settleSoon })

  const run = async (appends: readonly RedoAppend[]): Promise<RedoOutcome> => {
    try {
      current ??= await begin()
    } catch {
      return { status: 'untaken' }
    }
    runner ??= startRoundRunner(memoryBytes)
    const { writes, length } = fill(runner.memory, appends)
    const { handle, bytes } = current
    const ran = await runner.run({ writes, redoLog: { fd: handle.fd, at: bytes, from: 0, to: length } })
    if (ran.status === 'fatal') return { status: 'fatal', error: codedError(ran.code, ran.message) }
    if (ran.status !== 'durable') return { status: 'untaken' }
    late.add(appends.map(({ file }) => file))
    current.bytes += length
    for (const { file, sync } of appends) current.files.set(file, sync)
    if (current.bytes >= redoLogBytes) settleSoon()
    return { status: 'durable' }
  }

  const begin = async () => {
    const file = await openRedoFile(options)
    cancelAge = options.clock.after(options.ageMs, () => {
      file.isDue = true
      settleSoon()
    })
    return file
  }

  const settle = async () => {
    await late.settle()
    if (current && (current.isDue || current.bytes >= redoLogBytes)) retire(current)
  }

  const retire = (full: RedoFile) => {
    current = undefined
    cancelAge?.()
    // A file whose sync failed ends the process, and the next start needs the redo log.
    retiring = retiring.then(() => retireRedoFile(full)).catch(() => undefined)
  }

  return {
    append: appends =>
      inTurn(() => run(appends)).catch(
        (error: Error): RedoOutcome => ({ status: 'fatal', error: codedError('REDO_LOG_FAILED', error) }),
      ),
    isSettled: late.isSettled,
    settle: file => (late.isSettled(file) ? Promise.resolve() : inTurn(settle)),
    async close() {
      if (current) current.isDue = true
      await inTurn(settle).catch(() => undefined)
      late.stop()
      await retiring
      await runner?.close()
    },
  }
}

/** Puts records into the memory of a round. */
function fill(memory: Buffer, appends: readonly RedoAppend[]): { writes: RoundWrite[]; length: number } {
  let length = 0
  const writes = appends.map(({ file, fd, at, buffers }) => {
    length += memory.write(recordHead(file, at, buffers), length, 'latin1')
    const from = length
    for (const buffer of buffers) length += buffer.copy(memory, length)
    return { fd, at, from, to: length }
  })
  return { writes, length }
}
