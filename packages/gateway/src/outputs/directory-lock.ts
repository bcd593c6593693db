import { randomUUID } from 'node:crypto'
import { link, readdir, readFile, readlink, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { startError, systemCode } from '../start-error.ts'
import { inherits, type WorkerPlace } from '../workers/worker-place.ts'

/** Who owns a directory. A process id alone is used again by other processes. */
interface Owner {
  pid: number
  /** Start of the process in ticks since boot, where the system tells. */
  startedTicks: string
  bootId: string
  pidNamespace: string
  host: string
}

export interface DirectoryLock {
  release(): Promise<void>
}

const lockName = '.weaklayer-lock'
/** Of the only process, and of workers; drafts have other names. */
const lockNames = /^\.weaklayer-lock(?:\.(w\d{1,4}))?$/
const heartbeatMs = 5000
/** A lock of another machine or container counts as dead after this long without a heartbeat. */
const silenceMs = 20_000

/**
 * Takes a directory for this process alone, or a worker's part of it; a lock that a killed process left is taken over.
 * @throws StartError OUTPUT_DIRECTORY_IN_USE
 */
export async function lockDirectory(directory: string, worker?: WorkerPlace): Promise<DirectoryLock> {
  const name = worker === undefined ? lockName : `${lockName}.w${worker.number}`
  const path = join(directory, name)
  const owner = await describeProcess()
  if (!(await create(path, owner))) {
    await removeDead(path, owner)
    if (!(await create(path, owner))) throw inUse(directory)
  }
  // Its own lock comes first: of two that start at once, one at least sees the other.
  for (const other of await rivals(directory, name, worker)) {
    await removeDead(other, owner)
    if ((await readLock(other)) === undefined) continue
    await unlink(path)
    throw inUse(directory)
  }
  const beat = () => utimes(path, new Date(), new Date()).catch(() => undefined)
  const timer = setInterval(() => void beat(), heartbeatMs).unref()
  return {
    async release() {
      clearInterval(timer)
      await unlink(path).catch(() => undefined)
    },
  }
}

function inUse(directory: string) {
  return startError('OUTPUT_DIRECTORY_IN_USE', `another gateway writes to ${directory}`)
}

/** Locks of others that would write, or finish, what this process does. */
async function rivals(directory: string, own: string, worker: WorkerPlace | undefined): Promise<string[]> {
  const names = (await readdir(directory)).filter(name => {
    const found = lockNames.exec(name)
    if (found === null || name === own) return false
    const [, mark] = found
    return mark === undefined || inherits(worker, `${mark}.`)
  })
  return names.map(name => join(directory, name))
}

/** A link appears with its whole content or not at all. */
async function create(path: string, owner: Owner): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(owner), { mode: 0o640 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  } finally {
    await unlink(draft)
  }
}

async function removeDead(path: string, self: Owner): Promise<void> {
  const found = await readLock(path)
  if (found === undefined || (await isAlive(found, self))) return
  // Two starts may find the same dead lock: whoever moves a living one away puts it back.
  const aside = `${path}.${randomUUID()}`
  await rename(path, aside)
  if ((await readFile(aside, 'utf8')) !== found.text) await link(aside, path)
  await unlink(aside)
}

interface FoundLock {
  text: string
  owner: Partial<Owner>
  ageMs: number
}

async function readLock(path: string): Promise<FoundLock | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    const { mtimeMs } = await stat(path)
    return { text, owner: parseOwner(text), ageMs: Date.now() - mtimeMs }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

function parseOwner(text: string): Partial<Owner> {
  try {
    return JSON.parse(text) as Partial<Owner>
  } catch {
    // Power loss can leave an empty lock: nobody's, so the heartbeat decides.
    return {}
  }
}

async function isAlive(found: FoundLock, self: Owner): Promise<boolean> {
  const { owner } = found
  if (owner.bootId === self.bootId && owner.pidNamespace === self.pidNamespace) {
    const startedTicks = await startedTicksOf(owner.pid)
    return startedTicks === undefined ? isRunning(owner.pid) : startedTicks === owner.startedTicks
  }
  if (owner.host === self.host && owner.bootId !== self.bootId) return false
  return found.ageMs < silenceMs
}

function isRunning(pid: number | undefined): boolean {
  if (pid === undefined || process.platform === 'linux') return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

async function describeProcess(): Promise<Owner> {
  return {
    pid: process.pid,
    startedTicks: (await startedTicksOf(process.pid)) ?? '',
    bootId: await textOf(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    pidNamespace: await textOf(readlink('/proc/self/ns/pid')),
    host: hostname(),
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may contain spaces and brackets. None for a zombie. */
async function startedTicksOf(pid: number | undefined): Promise<string | undefined> {
  const text = await textOf(readFile(`/proc/${pid}/stat`, 'utf8'))
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

/** Empty where the system has no such file. */
async function textOf(reading: Promise<string>): Promise<string> {
  try {
    return (await reading).trim()
  } catch {
    return ''
  }
}
