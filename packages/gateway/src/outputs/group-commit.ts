import { unavailable, type WriteOutcome } from './output.ts'
import type { Rounds } from './rounds.ts'

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
  /** When commits begin. */
  rounds: Rounds
}

/** Most buffers of one commit; the system takes 1,024 in one writev. */
const mostBuffers = 1024
/** Most bytes of a commit of several: what waits behind a huge write shares neither its time nor its failure. */
const mostBytes = 8_388_608

/** Collects what arrives while a commit runs and hands it to the next one. */
export function createGroupCommit(options: GroupCommitOptions): GroupCommit {
  const { commit, rounds } = options
  const waiting: Waiting[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let scheduled = false

  const commitWaiting = async () => {
    scheduled = false
    const taken = waiting.splice(0, countForOneCommit(waiting))
    if (waiting.length > 0) schedule()
    const outcomes = await commit(taken.map(one => one.lines))
    for (const [index, one] of taken.entries()) one.resolve(outcomes[index] ?? unavailable('UNKNOWN'))
  }

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    turn = turn.then(rounds.next).then(commitWaiting)
  }

  return {
    add: lines =>
      new Promise(resolve => {
        waiting.push({ lines, resolve })
        schedule()
      }),
    between(run) {
      const result = turn.then(run)
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
