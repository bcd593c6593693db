import { type FileHandle, open, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { EventLimits } from '../events/event-limits.ts'
import type { WriteOutcome } from '../outputs/output.ts'
import { syncDirectory } from '../outputs/sync-directory.ts'
import { judgeLetter } from './judge-letter.ts'
import { readLines } from './read-lines.ts'
import type { ReplayCount } from './replay-count.ts'

/** A file of the dead letter. */
export interface LetterFile {
  folder: string
  name: string
  /** When it was opened and by which worker, as its name says: that stays in the name. */
  start: string
  group: string
}

export interface ReplayTo {
  limits: EventLimits
  count: ReplayCount
  /** Stores lines durably; undefined where nothing is to be changed. */
  store: ((group: string, lines: Buffer) => Promise<WriteOutcome>) | undefined
}

/** What a file ends in that holds the letters that stay, until it takes the place of the old one. */
export const draftEnding = '.replay'
const batchBytes = 1_048_576

/**
 * Stores what is valid now and leaves the rest in the file, byte for byte. The old file goes only once everything is
 * durable elsewhere: after a kill the next replay stores some events again, which readers take as one.
 */
export async function replayFile(file: LetterFile, to: ReplayTo): Promise<WriteOutcome> {
  if (to.store === undefined) {
    for await (const { bytes, isWhole } of readLines(join(file.folder, file.name))) {
      // The end of a file that a gateway has open may be on its way still.
      if (isWhole || !file.name.startsWith('.')) judge(bytes, file, to)
    }
    return { status: 'durable' }
  }
  const draft = join(file.folder, `.${file.name}${draftEnding}`)
  const handle = await open(draft, 'w', 0o640)
  try {
    const outcome = await sortInto({ store: to.store, rest: handle }, file, to)
    if (outcome.status === 'unavailable') return outcome
    await replace(file, { draft, handle, ...outcome })
    return { status: 'durable' }
  } finally {
    await handle.close()
    await unlink(draft).catch(() => undefined)
  }
}

interface Targets {
  store: NonNullable<ReplayTo['store']>
  rest: FileHandle
}

type Sorted = { status: 'sorted'; replayed: number; kept: number }

async function sortInto(
  { store, rest }: Targets,
  file: LetterFile,
  to: ReplayTo,
): Promise<Sorted | (WriteOutcome & { status: 'unavailable' })> {
  const sorted: Sorted = { status: 'sorted', replayed: 0, kept: 0 }
  let waiting: string[] = []
  let waitingBytes = 0
  const flush = async () => {
    const outcome = waiting.length === 0 ? undefined : await store(file.group, Buffer.from(waiting.join('')))
    waiting = []
    waitingBytes = 0
    return outcome?.status === 'unavailable' ? outcome : undefined
  }
  for await (const { bytes } of readLines(join(file.folder, file.name))) {
    const line = judge(bytes, file, to)
    if (line === undefined) {
      sorted.kept++
      await rest.appendFile(bytes)
      continue
    }
    sorted.replayed++
    waiting.push(line)
    waitingBytes += line.length
    const failed = waitingBytes < batchBytes ? undefined : await flush()
    if (failed !== undefined) return failed
  }
  return (await flush()) ?? sorted
}

/** The line for the outputs; undefined for what stays. */
function judge(
  bytes: Buffer,
  { folder, name, group }: LetterFile,
  { limits, count }: ReplayTo,
): string | undefined {
  const text = bytes.toString('utf8').trimEnd()
  if (text === '') return undefined
  const judgement = judgeLetter(text, group, limits)
  count.add(judgement, join(folder, name))
  return judgement.status === 'replay' ? judgement.line : undefined
}

interface Draft {
  draft: string
  handle: FileHandle
  replayed: number
  kept: number
}

async function replace(file: LetterFile, { draft, handle, replayed, kept }: Draft): Promise<void> {
  if (replayed === 0) return
  const path = join(file.folder, file.name)
  if (kept === 0) await unlink(path)
  else {
    await handle.sync()
    await rename(draft, path)
  }
  await syncDirectory(file.folder)
}
