import { parentPort, workerData } from 'node:worker_threads'
import type { ChunkContents, Segment } from './chunk.ts'
import { createEventPrints, type PrintSetup } from './event-prints.ts'
import { readChunk } from './read-chunk.ts'

/** What a worker answers: the contents of the chunk that it was given, or why it could not read it. */
export type ChunkAnswer = { status: 'read'; contents: ChunkContents } | { status: 'failed'; error: FileFault }

/** What is left of an error on its way between threads. */
interface FileFault {
  message: string
  code?: string | undefined
  path?: string | undefined
}

const prints = createEventPrints(workerData as PrintSetup)

let last = Promise.resolve()
parentPort?.on('message', (segments: Segment[]) => {
  // One after the other: answers come in the order of the questions.
  last = last.then(() => answer(segments))
})

async function answer(segments: Segment[]): Promise<void> {
  const given = await answerTo(segments)
  const moved = given.status === 'read' ? listsOf(given.contents) : []
  parentPort?.postMessage(given, moved)
}

function listsOf({ keyOf, seqs, prints: printed }: ChunkContents): ArrayBuffer[] {
  return [keyOf.buffer, seqs.buffer, printed.buffer]
}

async function answerTo(segments: Segment[]): Promise<ChunkAnswer> {
  try {
    return { status: 'read', contents: await readChunk(segments, prints) }
  } catch (error) {
    const { message, code, path } = error as NodeJS.ErrnoException
    return { status: 'failed', error: { message, code, path } }
  }
}
