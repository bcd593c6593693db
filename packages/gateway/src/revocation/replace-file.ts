import { randomUUID } from 'node:crypto'
import { open, realpath, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncDirectory } from '../outputs/sync-directory.ts'

/**
 * Replaces what a file holds, durably: a reader sees the old content or the new one, whatever is killed meanwhile. Rights
 * stay, and where root does it the owner too. `unsynced` says that it is replaced, but that a loss of power may undo it.
 * @throws what the system said; the file is as it was then
 */
export async function replaceFile(path: string, text: string): Promise<'durable' | 'unsynced'> {
  const target = await realpath(path)
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}`)
  try {
    await writeDraft(draft, text, target)
    await rename(draft, target)
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw error
  }
  return await syncDirectory(dirname(target)).then(
    () => 'durable' as const,
    () => 'unsynced' as const,
  )
}

async function writeDraft(draft: string, text: string, target: string): Promise<void> {
  const { mode, uid, gid } = await stat(target)
  const handle = await open(draft, 'wx', 0o600)
  try {
    if (process.getuid?.() === 0) await handle.chown(uid, gid)
    await handle.chmod(mode & 0o777)
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
