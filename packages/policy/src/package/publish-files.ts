import { renameSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** How names of files begin that are not published: servers give nothing away that begins with a dot. */
export const temporaryMark = '.weaklayer-publish-'

interface PublishedFile {
  path: string
  bytes: Uint8Array
}

/** The file system, as far as publishing changes it. */
export interface PublishFiles {
  /** Writes a file durably under another name, then gives it its own. */
  put(path: string, bytes: Uint8Array): Promise<void>
  /** Like `put`, for several: each is written before the first gets its name, and no signal comes between the names. */
  putTogether(files: readonly PublishedFile[]): Promise<void>
  /** Makes names durable. */
  sync(directory: string): Promise<void>
  remove(path: string): Promise<void>
}

export const publishFiles: PublishFiles = {
  async put(path, bytes) {
    await rename(await writeAside(path, bytes), path)
  },
  async putTogether(files) {
    const renames: [string, string][] = []
    for (const { path, bytes } of files) renames.push([await writeAside(path, bytes), path])
    for (const [from, to] of renames) renameSync(from, to)
  },
  async sync(directory) {
    // Windows cannot open folders; there the system itself keeps names.
    if (process.platform === 'win32') return
    const handle = await open(directory, 'r')
    await handle.sync().finally(() => handle.close())
  },
  async remove(path) {
    await rm(path, { force: true })
  },
}

async function writeAside(path: string, bytes: Uint8Array): Promise<string> {
  const aside = join(dirname(path), `${temporaryMark}${basename(path)}`)
  const handle = await open(aside, 'w', 0o644)
  try {
    await handle.writeFile(bytes)
    // Whatever the umask: the gateway runs as another user.
    await handle.chmod(0o644)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return aside
}
