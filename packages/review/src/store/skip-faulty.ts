import { join } from 'node:path'
import { whatIsWrong } from './fault-tolerance.ts'
import type { StoreFile } from './manifest.ts'
import type { StoreWriter } from './store-writer.ts'

/**
 * Does something that reads files of the store. Where it fails since one of them cannot be read, that one is noted as faulty and
 * nothing is done: a damaged file costs its own events only. Gives whether it was done.
 */
export async function skippingFaulty(
  writer: StoreWriter,
  files: readonly Pick<StoreFile, 'path'>[],
  act: () => Promise<void>,
): Promise<boolean> {
  try {
    await act()
    return true
  } catch (error) {
    const before = writer.faulty.size
    for (const { path } of files)
      if ((await whatIsWrong(writer.duck, join(writer.directory, path))) !== undefined)
        writer.faulty.add(path)
    if (writer.faulty.size === before) throw error
    return false
  }
}
