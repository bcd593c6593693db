import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Makes the entries of a directory durable: a new or renamed file is not safe before. */
export async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory, and its renames need no such step.
  if (process.platform === 'win32') return
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * Makes a directory with its parents, durably. Events name persons, so others may not read it. One that is there already
 * is synced into its parent all the same: whoever made it may have died, or failed, before that.
 */
export async function makeDirectory(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o750 })
  const top = first ?? directory
  for (let made = directory; made.length >= top.length; made = dirname(made)) {
    await syncDirectory(dirname(made))
  }
}
