import { randomUUID } from 'node:crypto'
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../file-error.ts'
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts'
import { StoreError } from './store-error.ts'

export interface StoreLock {
  release(): Promise<void>
}

const lockName = '.weaklayer-store-lock'

/**
 * Makes this process the only writer of a store; the lock of a killed one is taken over.
 * @throws StoreError STORE_IN_USE
 */
export async function lockStore(directory: string): Promise<StoreLock> {
  const path = join(directory, lockName)
  const text = JSON.stringify(await identityOf(process.pid))
  if (!(await create(path, text))) {
    const owner = await removeDead(path)
    if (owner !== undefined || !(await create(path, text))) throw inUse(directory, owner?.pid)
  }
  return {
    async release() {
      if ((await textOf(path)) === text) await unlink(path)
    },
  }
}

function inUse(directory: string, pid: number | undefined): StoreError {
  return new StoreError(
    'STORE_IN_USE',
    `another process${pid === undefined ? '' : ` (${pid})`} writes to the store ${directory}`,
    'Wait until it ends, or end it: a store has one writer. Reading it is possible meanwhile.',
  )
}

/** A link appears with its whole content or not at all. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o640 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft)
  }
}

/** Gives the owner when it lives. */
async function removeDead(path: string): Promise<Partial<ProcessIdentity> | undefined> {
  const text = await textOf(path)
  if (text === undefined) return undefined
  const owner = parseOwner(text)
  if (await isRunning(owner)) return owner
  // Two writers may find the same dead lock: whoever moves a living one away puts it back.
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside)
  if ((await textOf(aside)) !== text) await link(aside, path)
  await unlink(aside)
  return undefined
}

function parseOwner(text: string): Partial<ProcessIdentity> {
  try {
    return JSON.parse(text) as Partial<ProcessIdentity>
  } catch {
    // Power loss can leave an empty lock: nobody's.
    return {}
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
