import type { Clock } from '../clock.ts'
import type { Gate } from './gate.ts'
import { unavailable, type WriteOutcome } from './output.ts'

interface Waiting {
  lines: Buffer
  resolve: (outcome: WriteOutcome) => void
}

export interface GroupCommit {
  /** Resolves with what became of these lines. */
  add(lines: Buffer): Promise<WriteOutcome>
  /** Runs something while no commit runs. */
  between<Result>(run: () => Promise<Result>): Promise<Result>
}

export interface GroupCommitOptions {
  /** Writes buffers, durably; one outcome a buffer, in their order. Never rejects. */
  commit: (buffers: Buffer[]) => Promise<WriteOutcome[]>
  /** Bounds how many groups are at the disk at once. */
  gate: Gate
  clock: Clock
  /** Commits begin that far apart: what comes meanwhile shares a sync. After a rest there is nothing to wait for. */
  commitEveryMs: number
}

/** Most buffers of one commit; the system takes 1,024 in one writev. */
const mostBuffers = 1024
/** Most bytes of a commit of several: what waits behind a huge write shares neither its time nor its failure. */
const mostBytes = 8_388_608

/** Collects what arrives while a commit runs and hands it to the next one. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { commit, gate, clock, commitEveryMs } = options
  const waiting: Waiting[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let scheduled = false
  let beganMs = Number.NEGATIVE_INFINITY
  let goOn: (() => void) | undefined

  const gather = async () => {
    const restMs = beganMs + commitEveryMs - clock.nowMs()
    if (!(restMs > 0 && restMs <= commitEveryMs)) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = clock.after(restMs, resolve)
    goOn = () => {
      cancel()
      resolve()
    }
    await promise
  }

  const commitWaiting = async () => {
    scheduled = false
    beganMs = clock.nowMs()
    const taken = waiting.splice(0, countForOneCommit(waiting))
    if (waiting.length > 0) schedule()
    const outcomes = await commit(taken.map(one => one.lines))
    for (const [index, one] of taken.entries()) one.resolve(outcomes[index] ?? unavailable('UNKNOWN'))
  }

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    turn = turn.then(gather).then(() => gate(commitWaiting))
  }

  return {
    add: lines =>
      new Promise(resolve => {
        waiting.push({ lines, resolve })
        schedule()
      }),
    between(run) {
      goOn?.()
      const result = turn.then(() => gate(run))
      turn = result.catch(() => undefined)
      return result
    },
  }
}

function countForOneCommit(waiting: readonly Waiting[]): number {
  let bytes = 0
  let count = 0
  for (const { lines } of waiting) {
    bytes += lines.length
    if (count > 0 && (bytes > mostBytes || count === mostBuffers)) break
    count++
  }
  return count
}
