import { open } from 'node:fs/promises'

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
