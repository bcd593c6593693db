import { type EventFile, type FileIdentity, listEventFiles, lookAt } from './event-files.ts'
import { isMissing } from './file-error.ts'
import { readArray } from './read-array.ts'
import { readLines } from './read-lines.ts'

/** The text of one event that nobody has parsed yet. */
export interface RawLine {
  file: EventFile
  line: number
  /** undefined when it is longer than the limit. */
  text: string | undefined
  /** False where the file ends within it. */
  whole: boolean
}

/** Two listings find every rename; more are for files that are renamed twice and the like. */
const mostListings = 5

/** Reads what the files of a directory hold now, in the order in which they were opened, each file once. */
export async function* readRawLines(directory: string): AsyncGenerator<RawLine> {
  const known = new Set<FileIdentity>()
  const first = await listEventFiles(directory)
  const newestUs = first.at(-1)?.startUs ?? 0
  let files = first
  // Listing again finds what was renamed between the first listing and its turn.
  for (let round = 0; files.length > 0 && round < mostListings; round++) {
    for (const file of files) yield* readOnce(file, known)
    files = await unreadFiles(directory, newestUs, known)
  }
}

/** Reads one file from its start; a torn last line of an open file is nothing yet. */
export async function* readRawFile(file: EventFile): AsyncGenerator<RawLine> {
  if (file.format === 'array' && file.endUs !== undefined) {
    for await (const { text, line } of readArray(file.path)) yield { file, line, text, whole: true }
    return
  }
  for await (const { text, line, whole } of readLines(file.path)) {
    if (!whole && file.endUs === undefined) return
    const event = eventOfLine(file, text)
    if (event?.trim() !== '') yield { file, line, text: event, whole }
  }
}

/** The event on a line; in an array of the gateway a line is `[{…}`, `,{…}` or `]`. */
export function eventOfLine({ format }: EventFile, text: string | undefined): string | undefined {
  return format === 'array' ? text?.replace(/^(?:[[,]|\]$)/, '') : text
}

async function* readOnce(file: EventFile, known: Set<FileIdentity>): AsyncGenerator<RawLine> {
  const look = await lookAt(file)
  if (look === undefined || known.has(look.identity)) return
  try {
    yield* readRawFile(file)
    known.add(look.identity)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function unreadFiles(
  directory: string,
  newestUs: number,
  known: Set<FileIdentity>,
): Promise<EventFile[]> {
  const unread: EventFile[] = []
  for (const file of await listEventFiles(directory)) {
    if (file.startUs > newestUs) break
    const look = await lookAt(file)
    if (look !== undefined && !known.has(look.identity)) unread.push(file)
  }
  return unread
}
