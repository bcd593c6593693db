import { availableParallelism } from 'node:os'
import { type EventFile, listEventFiles } from '../event-files.ts'
import type { ChunkContents, Segment } from './chunk.ts'
import { type ChunkReaders, createLocalReader, createWorkerReaders } from './chunk-readers.ts'
import type { PrintSetup } from './event-prints.ts'
import { chunkBytes, planChunks, wholeFile } from './plan-chunks.ts'

export interface ReadFilesOptions {
  prints: PrintSetup
  /** Worker threads that read; 0 reads in this thread. @default one a processor, none for little to read */
  threads?: number | undefined
  /** Bytes of a chunk. @default 4 MiB */
  chunkBytes?: number | undefined
}

export interface ReadChunk {
  segments: readonly Segment[]
  contents: ChunkContents
  /** Bytes read so far, and to read altogether as far as is known. */
  bytes: number
  totalBytes: number
}

/** Up to here, starting threads costs more than they save. */
const littleBytes = 33_554_432
/** Two listings find every rename; more are for files that are renamed twice and the like. */
const mostListings = 5

/**
 * Reads the lines of all event files of a directory in chunks, in the order of the files, each file once although it may be
 * renamed meanwhile. Files with JSON arrays are handed to `array`, which
 * tells whether they were still there.
 */
export async function* readFiles(
  directory: string,
  options: ReadFilesOptions & { array: (file: EventFile) => Promise<boolean> },
): AsyncGenerator<ReadChunk> {
  const known = new Set<string>()
  let newestUs: number | undefined
  for (let round = 0; round < mostListings; round++) {
    const listed = await listEventFiles(directory)
    newestUs ??= listed.at(-1)?.startUs ?? 0
    const until = newestUs
    const segments = await unread(
      listed.filter(file => file.startUs <= until),
      known,
    )
    if (segments.length === 0) return
    yield* readSegments(
      segments.filter(({ file }) => file.format === 'lines'),
      options,
    )
    for (const { file, inode } of segments)
      if (file.format === 'array' && !(await options.array(file))) known.delete(identityOf(file, inode))
  }
}

/** The files that are not known yet, each as a whole. */
async function unread(files: readonly EventFile[], known: Set<string>): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const file of files) {
    const segment = await wholeFile(file)
    if (segment === undefined || known.has(identityOf(file, segment.inode))) continue
    known.add(identityOf(file, segment.inode))
    segments.push(segment)
  }
  return segments
}

/** Stays the same over a rename. */
function identityOf({ folder, startUs }: EventFile, inode: string): string {
  return `${folder}/${startUs}/${inode}`
}

async function* readSegments(
  segments: readonly Segment[],
  { prints, threads, chunkBytes: bytes = chunkBytes }: ReadFilesOptions,
): AsyncGenerator<ReadChunk> {
  const chunks = planChunks(segments, bytes)
  const totalBytes = sizeOf(segments)
  const count = threads ?? (totalBytes > littleBytes ? availableParallelism() : 0)
  const readers = count === 0 ? createLocalReader(prints) : createWorkerReaders(prints, count)
  let done = 0
  try {
    for await (const { segments: read, contents } of inOrder(chunks, readers)) {
      done += sizeOf(read)
      yield { segments: read, contents, bytes: done, totalBytes }
    }
  } finally {
    await readers.close()
  }
}

/** Asks for some chunks ahead, and gives them in their order. */
async function* inOrder(chunks: readonly Segment[][], readers: ChunkReaders) {
  const asked: Promise<ChunkContents>[] = []
  for (let at = 0; at < chunks.length; at++) {
    while (asked.length < readers.ahead && at + asked.length < chunks.length) {
      const answer = readers.read(chunks[at + asked.length] as Segment[])
      // Whoever waits for it hears of a failure; until then nobody does.
      answer.catch(() => undefined)
      asked.push(answer)
    }
    yield { segments: chunks[at] as Segment[], contents: await (asked.shift() as Promise<ChunkContents>) }
  }
}

function sizeOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { fromByte, toByte }) => sum + toByte - fromByte, 0)
}
