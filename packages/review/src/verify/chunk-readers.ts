import { Worker } from 'node:worker_threads'
import { siblingProgram } from '../sibling-program.ts'
import type { ChunkContents, Segment } from './chunk.ts'
import type { ChunkAnswer } from './chunk-worker.ts'
import { createEventPrints, type PrintSetup } from './event-prints.ts'
import { readChunk } from './read-chunk.ts'

/** Reads chunks, several at the same time. */
export interface ChunkReaders {
  /** How many chunks it is worth to ask for before the first is there. */
  ahead: number
  read(segments: readonly Segment[]): Promise<ChunkContents>
  close(): Promise<void>
}

/** Reads chunks in this thread. */
export function createLocalReader(setup: PrintSetup): ChunkReaders {
  const prints = createEventPrints(setup)
  return { ahead: 1, read: segments => readChunk(segments, prints), close: async () => undefined }
}

/** Reads chunks in worker threads. */
export function createWorkerReaders(setup: PrintSetup, count: number): ChunkReaders {
  const workers = Array.from({ length: count }, () => createWorkerReader(setup))
  let asked = 0
  return {
    ahead: 2 * count,
    read: async segments => await (workers[asked++ % count] as WorkerReader).read(segments),
    close: async () => {
      await Promise.all(workers.map(worker => worker.close()))
    },
  }
}

type WorkerReader = ReturnType<typeof createWorkerReader>
type Waiting = PromiseWithResolvers<ChunkContents>

/** One worker answers in the order in which it was asked. */
function createWorkerReader(setup: PrintSetup) {
  const worker = new Worker(siblingProgram(import.meta.url, 'chunk-worker'), { workerData: setup })
  const waiting: Waiting[] = []
  worker.on('message', (answer: ChunkAnswer) => {
    const first = waiting.shift()
    if (answer.status === 'read') first?.resolve(answer.contents)
    else first?.reject(Object.assign(new Error(answer.error.message), answer.error))
  })
  const fail = (error: Error) => {
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('a thread that reads event files ended before its time')))
  return {
    async read(segments: readonly Segment[]): Promise<ChunkContents> {
      const answer = Promise.withResolvers<ChunkContents>()
      waiting.push(answer)
      worker.postMessage(segments)
      return await answer.promise
    },
    close: async () => await worker.terminate(),
  }
}
