import type { WriteOutcome } from './output.ts'

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

/** Most buffers of one commit; the system takes 1,024 in one writev. */
const mostBuffers = 1024

/** Collects what arrives while a commit runs and hands all of it to the next one. */
export function createGroupCommit(commit: (buffers: Buffer[]) => Promise<WriteOutcome>): GroupCommit {
  const waiting: Waiting[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let scheduled = false

  const commitWaiting = async () => {
    scheduled = false
    const taken = waiting.splice(0, mostBuffers)
    if (waiting.length > 0) schedule()
    const outcome = await commit(taken.map(one => one.lines))
    for (const one of taken) one.resolve(outcome)
  }

  const schedule = () => {
    if (scheduled) return
    scheduled = true
    turn = turn.then(commitWaiting)
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
