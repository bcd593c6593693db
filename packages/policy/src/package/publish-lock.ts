import { open, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { packageError } from './package-error.ts'

/** Publishing takes a moment: a lock of another machine that is this old belongs to a process that was killed. */
const abandonedMs = 600_000

/** Locks of this very process: another one may have had the same number before it. */
const held = new Set<string>()

/**
 * Makes the lock file, or takes over that of a process that is gone; resolves to what gives it back.
 * @throws PackageError PUBLISHED_IN_USE
 */
export async function takePublishLock(path: string, nowMs: number): Promise<() => Promise<void>> {
  const owner = `${process.pid} ${hostname()}\n`
  for (let tries = 0; tries < 2; tries++) {
    try {
      const file = await open(path, 'wx', 0o644)
      await file.writeFile(owner).finally(() => file.close())
      held.add(path)
      return async () => {
        await rm(path, { force: true })
        held.delete(path)
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    if (!(await isAbandoned(path, nowMs))) break
    await rm(path, { force: true })
  }
  throw packageError('PUBLISHED_IN_USE', `another \`weaklayer package\` publishes to this folder (${path})`)
}

async function isAbandoned(path: string, nowMs: number): Promise<boolean> {
  try {
    const [pid = '', host] = (await readFile(path, 'utf8')).trim().split(' ')
    if (nowMs - (await stat(path)).mtimeMs > abandonedMs) return true
    return host === hostname() && !isHeldBy(Number(pid), path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true
    throw error
  }
}

function isHeldBy(pid: number, path: string): boolean {
  return pid === process.pid ? held.has(path) : isRunning(pid)
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
