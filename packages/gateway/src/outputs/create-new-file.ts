import { type FileHandle, open } from 'node:fs/promises'
import { systemCode } from '../start-error.ts'

/** Makes a file that has a time in its name, the first free microsecond from one on. */
export async function createNewFile(
  fromUs: number,
  pathAt: (us: number) => string,
): Promise<{ handle: FileHandle; path: string; us: number }> {
  for (let us = fromUs; ; us++) {
    const path = pathAt(us)
    try {
      return { handle: await open(path, 'wx', 0o640), path, us }
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error
    }
  }
}
