import { randomUUID } from 'node:crypto'
import { open, readFile, realpath, stat, unlink } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { systemCode } from '../start-error.ts'

/** A change takes milliseconds: an older lock was left by a process that died. */
const abandonedMs = 10_000
const patienceMs = 5000
const pauseMs = 20

export interface ListLock {
  /** Whether nobody took it over meanwhile. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

/** Keeps other gateways and commands from changing a list at the same time; undefined when one of them takes too long. */
export async function lockList(file: string): Promise<ListLock | undefined> {
  const path = `${await realpath(file)}.lock`
  const owner = randomUUID()
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await delay(pauseMs)) {
    if (await create(path, owner)) {
      const isHeld = async () => (await readFile(path, 'utf8').catch(() => '')) === owner
      return {
        isHeld,
        release: async () => {
          if (await isHeld()) await unlink(path).catch(() => undefined)
        },
      }
    }
    if (await isAbandoned(path)) await unlink(path).catch(() => undefined)
  }
  return undefined
}

async function create(path: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600)
    await handle.writeFile(owner).finally(() => handle.close())
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  try {
    return Date.now() - (await stat(path)).mtimeMs > abandonedMs
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
