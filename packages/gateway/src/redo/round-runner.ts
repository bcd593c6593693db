import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { RedoRound, RoundOutcome } from './redo-round.ts'

/** Runs rounds in a thread of its own, so that a slow disk holds up nothing else. */
export interface RoundRunner {
  /** What the next round writes stands here. While a round runs, the thread has it: one at a time. */
  memory: Buffer
  run(round: Omit<RedoRound, 'memory'>): Promise<RoundOutcome>
  close(): Promise<void>
}

interface Answer {
  outcome: RoundOutcome
  memory: Uint8Array
}

/** The thread does little; by default the system would give it as much memory as the gateway itself. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 }

export function startRoundRunner(memoryBytes: number): RoundRunner {
  const program = new URL(`redo-thread${extname(import.meta.url)}`, import.meta.url)
  const thread = new Worker(program, { resourceLimits })
  let answer: ((outcome: RoundOutcome) => void) | undefined
  let ended: RoundOutcome | undefined
  const take = (outcome: RoundOutcome) => {
    thread.unref()
    answer?.(outcome)
  }
  const end = (message: string) => {
    ended ??= { status: 'fatal', message }
    take(ended)
  }
  thread.on('message', ({ outcome, memory }: Answer) => {
    runner.memory = Buffer.from(memory.buffer)
    take(outcome)
  })
  thread.on('error', error => end(error.message))
  thread.on('exit', () => end('the thread that writes the redo log ended before its time'))
  thread.unref()
  const runner: RoundRunner = {
    memory: Buffer.from(new ArrayBuffer(memoryBytes)),
    async run(round) {
      if (ended) return ended
      const { promise, resolve } = Promise.withResolvers<RoundOutcome>()
      answer = resolve
      thread.ref()
      const { memory } = runner
      thread.postMessage({ ...round, memory }, [memory.buffer as ArrayBuffer])
      return await promise
    },
    close: async () => void (await thread.terminate()),
  }
  return runner
}
