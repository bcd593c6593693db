import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** All files below a directory, in the order of their paths. */
export async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}

export async function bytesBelow(directory: string): Promise<number> {
  const sizes = await Promise.all((await filesBelow(directory)).map(async path => (await stat(path)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Has the system's memory hold what it can of the files below a directory. */
export async function readAll(directory: string): Promise<void> {
  for (const path of await filesBelow(directory)) {
    const bytes = createReadStream(path, { highWaterMark: 1_048_576 })
    for await (const _ of bytes);
  }
}
