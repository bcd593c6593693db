import type { FileHandle } from 'node:fs/promises'
import type { RedoAppend, RedoLog } from '../redo/redo-log.ts'
import { mostRecordBytes } from '../redo/redo-record.ts'
import { mostRedoAppends, mostRedoBytes } from '../redo/sealed-round.ts'
import { systemCode } from '../start-error.ts'
import { type Appended, appendLines } from './append-lines.ts'
import type { Gate } from './gate.ts'
import { durable, unavailable } from './output.ts'

interface AppendRequest extends Omit<RedoAppend, 'fd'> {
  handle: FileHandle
}

/** Makes lines durable at the end of event files: of few files each by its own sync, of many small writes all by one redo log. */
export interface Appends {
  /** Never rejects. */
  append(request: AppendRequest): Promise<Appended>
  /** Resolves once a file holds what was appended to it: a redo log gives it to files a little later. Rejects with the code of one that does not take its own. */
  settle(file: string): Promise<void>
}

type ToFile = Pick<AppendRequest, 'file' | 'handle' | 'buffers' | 'at'>

interface Waiting extends RedoAppend {
  handle: FileHandle
  bytes: number
  resolve: (appended: Appended) => void
}

/** So many files are synced side by side in the time of one. */
const mostSyncs = 4

/** @param gate Bounds how many files are written and synced at once, a thread each. */
export function createAppends(gate: Gate, redoLog: RedoLog | undefined): Appends {
  const appendNow = ({ handle, buffers, at }: ToFile) => gate(() => appendLines(handle, buffers, at))
  if (redoLog === undefined) return { append: appendNow, settle: async () => undefined }

  const appendToFile = async (request: ToFile): Promise<Appended> => {
    try {
      await redoLog.settle(request.file)
    } catch (error) {
      const outcomes = request.buffers.map(() => unavailable(systemCode(error)))
      return { outcome: { status: 'written', outcomes }, addedBytes: 0 }
    }
    return await appendNow(request)
  }

  let waiting: Waiting[] = []

  const appendByRedoLog = async (ones: readonly Waiting[]) => {
    const outcome = await redoLog.append(ones)
    for (const one of ones) {
      if (outcome.status === 'untaken') void appendToFile(one).then(one.resolve)
      else if (outcome.status === 'fatal') one.resolve({ outcome, addedBytes: 0 })
      else one.resolve(logged(one))
    }
  }

  const decide = () => {
    const all = waiting
    waiting = []
    // While lines are late, a sync of one file would have to wait for all of them.
    if (all.length > mostSyncs || !redoLog.isSettled())
      for (const ones of portions(all)) void appendByRedoLog(ones)
    else for (const one of all) void appendToFile(one).then(one.resolve)
  }

  return {
    settle: redoLog.settle,
    append(request) {
      const bytes = request.buffers.reduce((sum, buffer) => sum + buffer.length, 0)
      if (bytes > mostRecordBytes) return appendToFile(request)
      const { promise, resolve } = Promise.withResolvers<Appended>()
      // The files of a round come one after the other, all before anything else happens.
      if (waiting.length === 0) process.nextTick(decide)
      waiting.push({ ...request, fd: request.handle.fd, bytes, resolve })
      return promise
    },
  }
}

function logged({ buffers, bytes }: Waiting): Appended {
  const outcomes = buffers.map(() => durable)
  return { outcome: { status: 'written', outcomes }, addedBytes: bytes, isUnsynced: true }
}

/** As many as one round of the redo log takes. */
function portions(all: readonly Waiting[]): Waiting[][] {
  const found: Waiting[][] = []
  let bytes = 0
  for (const one of all) {
    const last = found.at(-1)
    bytes += one.bytes
    if (last === undefined || bytes > mostRedoBytes || last.length === mostRedoAppends) {
      found.push([one])
      bytes = one.bytes
    } else last.push(one)
  }
  return found
}
