import { type FileEntry, parseLine } from './parse-line.ts'
import { type RawLine, readRawLines } from './read-raw-lines.ts'

/**
 * Reads every event that the files of a directory hold now: finished files, open ones and the first Weaklayer's JSON
 * arrays, in the order in which they were opened. Memory is bounded by the longest line. A file that is renamed
 * meanwhile is read once. A torn last line is unreadable in a finished file and nothing yet in an open one.
 */
export async function* readEventFiles(directory: string): AsyncGenerator<FileEntry> {
  for await (const raw of readRawLines(directory)) yield entryOf(raw)
}

/** What a line of an event file is. */
export function entryOf({ file, line, text, whole }: RawLine): FileEntry {
  // The first Weaklayer's arrays have no `received`: the end of the file, in its name, stands in.
  const parsed = parseLine(text, file.format === 'array' ? file.endUs : undefined)
  if (parsed.status === 'event' || whole) return { ...parsed, file: file.path, line }
  return { status: 'unreadable', message: 'is torn: the file ends within it', file: file.path, line }
}
