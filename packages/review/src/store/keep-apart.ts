import { realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { groupFolders } from '../event-files.ts'
import { isMissing } from '../file-error.ts'
import { StoreError } from './store-error.ts'

/**
 * Refuses a store that shares a directory with the event files it is made of: it would read its own files, and what removes
 * or erases one of them could hit the other. Links count as what they lead to.
 * @throws StoreError STORE_AMONG_EVENTS
 */
export async function keepApart(store: string, sources: readonly string[]): Promise<void> {
  const realStore = await realPathOf(store)
  for (const source of sources) {
    for (const folder of [source, ...(await groupFolders(source))]) {
      const real = await realPathOf(folder)
      if (holds(real, realStore))
        throw nested(`the store ${store} lies in ${folder}, where its event files are`)
      if (holds(realStore, real)) throw nested(`the event files of ${folder} lie in their store ${store}`)
    }
  }
}

/** Also of what is not there yet: as far as it is there. */
async function realPathOf(path: string): Promise<string> {
  const whole = resolve(path)
  try {
    return await realpath(whole)
  } catch (error) {
    if (!isMissing(error) || dirname(whole) === whole) throw error
    return join(await realPathOf(dirname(whole)), basename(whole))
  }
}

function holds(directory: string, path: string): boolean {
  const way = relative(directory, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && resolve(directory, way) === path
}

function nested(message: string): StoreError {
  return new StoreError(
    'STORE_AMONG_EVENTS',
    message,
    'Name a store beside the event files: weaklayer import events --store store. One that is there may be moved, and goes on where it was.',
  )
}
