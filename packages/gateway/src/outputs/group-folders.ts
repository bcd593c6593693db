import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

const groupName = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The folders of groups in an output's directory; everything else in it is somebody else's. */
export async function groupFolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory() && groupName.test(entry.name))
    .map(entry => join(directory, entry.name))
}
