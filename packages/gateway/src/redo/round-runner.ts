import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Failure, RedoRound, RoundOutcome, Settlement } from './redo-round.ts'

/** Runs rounds in a thread of its own, so that a slow disk holds up nothing else. One call at a time. */
export interface RoundRunner {
  /** What the next round writes stands here. While a round runs, the thread has it. */
  memory: Buffer
  run(round: Omit<RedoRound, 'memory'>): Promise<RoundOutcome>
  /** Lets the event files have what earlier rounds have for them. */
  settle(): Promise<Settlement>
  close(): Promise<void>
}

/** What the thread says after a round or a settlement. */
type RoundAnswer = { outcome: RoundOutcome; memory: Uint8Array } | { settlement: Settlement }

/** The thread does little; by default the system would give it as much memory as the gateway itself. */
const resourceLimits = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16, stackSizeMb: 1 }

export function startRoundRunner(memoryBytes: number): RoundRunner {
  const program = new URL(`redo-thread${extname(import.meta.url)}`, import.meta.url)
  const thread = new Worker(program, { resourceLimits })
  let answer: ((answer: RoundAnswer | Failure) => void) | undefined
  let ended: Failure | undefined

  const take = (given: RoundAnswer | Failure) => {
    thread.unref()
    answer?.(given)
  }
  const end = (message: string) => {
    ended ??= { code: 'REDO_LOG_FAILED', message }
    take(ended)
  }
  const ask = async (question: RedoRound | 'settle', transfer: ArrayBuffer[] = []) => {
    if (ended) return ended
    const { promise, resolve } = Promise.withResolvers<RoundAnswer | Failure>()
    answer = resolve
    thread.ref()
    thread.postMessage(question, transfer)
    return await promise
  }

  thread.on('message', take)
  thread.on('error', error => end(error.message))
  thread.on('exit', () => end('the thread that writes the redo log ended before its time'))
  thread.unref()
  const runner: RoundRunner = {
    memory: Buffer.from(new ArrayBuffer(memoryBytes)),
    async run(round) {
      const { memory } = runner
      const given = await ask({ ...round, memory }, [memory.buffer as ArrayBuffer])
      if (!('outcome' in given)) return { status: 'fatal', ...(given as Failure) }
      runner.memory = Buffer.from(given.memory.buffer)
      return given.outcome
    },
    async settle() {
      const given = await ask('settle')
      return 'settlement' in given ? given.settlement : { status: 'unsettled', ...(given as Failure) }
    },
    close: async () => void (await thread.terminate()),
  }
  return runner
}
