import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from './file-error.ts'

/** One file of events, as its name describes it. */
export interface EventFile {
  path: string
  folder: string
  name: string
  /** When it was opened, microseconds since 1970 UTC. */
  startUs: number
  /** When it was finished; undefined while it is open. */
  endUs?: number
  /** `lines`: one event a line. `array`: one JSON array of any layout; while it is open, one event a line of it. */
  format: 'lines' | 'array'
}

/** Names one file over its rename: the start stays in the name, the inode stays on the disk. */
export type FileIdentity = string

/** How the folder of a group is named. */
export const uuidName = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const finishedName = /^(\d{1,16})-(\d{1,16})\D.*?(ndjson|json)$/
const openName = /^\.(\d{1,16})\D.*?(ndjson|json)$/

/**
 * The event files of a directory in the order in which they were opened: those of its group folders (named by a
 * UUID, so that dead letters stay out) and those directly in it. A directory that does not exist has none.
 */
export async function listEventFiles(directory: string): Promise<EventFile[]> {
  const folders = [directory, ...(await groupFolders(directory))]
  const files: EventFile[] = []
  for (const folder of folders) {
    for (const name of await namesIn(folder)) {
      const file = eventFileOf(folder, name)
      if (file !== undefined) files.push(file)
    }
  }
  return files.sort((left, right) => left.startUs - right.startUs || (left.path < right.path ? -1 : 1))
}

/** The group folders of a directory; none when it does not exist. */
export async function groupFolders(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true })
    return entries
      .filter(entry => uuidName.test(entry.name) && (entry.isDirectory() || entry.isSymbolicLink()))
      .map(entry => join(directory, entry.name))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** What a name in a folder says of a file; undefined for other files. */
export function eventFileOf(folder: string, name: string): EventFile | undefined {
  const path = join(folder, name)
  const finished = finishedName.exec(name)
  if (finished !== null) {
    const [, startUs, endUs, extension] = finished
    return { path, folder, name, startUs: Number(startUs), endUs: Number(endUs), format: formatOf(extension) }
  }
  const open = openName.exec(name)
  return open === null
    ? undefined
    : { path, folder, name, startUs: Number(open[1]), format: formatOf(open[2]) }
}

function formatOf(extension: string | undefined): EventFile['format'] {
  return extension === 'json' ? 'array' : 'lines'
}

/** Identity and size of a file now; undefined when it is gone, which a rename looks like too. */
export async function lookAt(
  file: EventFile,
): Promise<{ identity: FileIdentity; bytes: number } | undefined> {
  try {
    const found = await stat(file.path, { bigint: true })
    if (!found.isFile()) return undefined
    return { identity: `${file.folder}/${file.startUs}/${found.dev}/${found.ino}`, bytes: Number(found.size) }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
