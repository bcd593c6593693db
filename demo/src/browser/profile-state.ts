import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { systemCode } from '../failure.ts'
import { quietPreferences } from './browser-flags.ts'

const digestName = 'weaklayer-extension.sha256'

/**
 * Makes a profile ready for a browser with this build of the extension: removes the lock of a browser that is gone,
 * and the browser's copy of another build's worker.
 */
export async function prepareProfile(profileDirectory: string, extensionDirectory: string): Promise<void> {
  await mkdir(profileDirectory, { recursive: true, mode: 0o700 })
  if (!(await isHeld(profileDirectory))) await removeLock(profileDirectory)
  await forgetOtherBuild(profileDirectory, extensionDirectory)
}

/** Keeps the browser's own services quiet in a profile that no browser has opened yet. */
export async function quietNewProfile(profileDirectory: string): Promise<void> {
  const directory = join(profileDirectory, 'Default')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  // `wx`: a profile that is there has preferences of its own.
  await writeFile(join(directory, 'Preferences'), JSON.stringify(quietPreferences), { flag: 'wx' }).catch(
    error => {
      if (systemCode(error) !== 'EEXIST') throw error
    },
  )
}

/** Process id in a lock of Chromium (`<host>-<pid>`), if it was taken on this host. */
export function lockHolder(lock: string, host: string): number | undefined {
  const [, name, pid] = /^(.*)-(\d+)$/.exec(lock) ?? []
  return name === host ? Number(pid) : undefined
}

/** Whether a live browser has the profile open. Windows has no such lock: the browser itself tells there. */
async function isHeld(profileDirectory: string): Promise<boolean> {
  const lock = await readlink(join(profileDirectory, 'SingletonLock')).catch(() => undefined)
  const pid = lock === undefined ? undefined : lockHolder(lock, hostname())
  return pid !== undefined && (await usesProfile(pid, profileDirectory))
}

/** A process id may have been given to another program since; where /proc tells, look closer. */
async function usesProfile(pid: number, profileDirectory: string): Promise<boolean> {
  if (process.platform !== 'linux') return isAlive(pid)
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.includes(`--user-data-dir=${profileDirectory}`)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function removeLock(profileDirectory: string): Promise<void> {
  const names = ['SingletonLock', 'SingletonSocket', 'SingletonCookie']
  await Promise.all(names.map(name => rm(join(profileDirectory, name), { force: true })))
}

/**
 * Chromium 156 goes on with the worker that it registered from an unpacked extension, even when the files and the
 * version changed. Without its script store it registers the new one; IndexedDB is elsewhere and stays.
 */
async function forgetOtherBuild(profileDirectory: string, extensionDirectory: string): Promise<void> {
  const digest = await directoryDigest(extensionDirectory)
  const file = join(profileDirectory, digestName)
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === digest) return
  await rm(join(profileDirectory, 'Default', 'Service Worker'), { recursive: true, force: true })
  await writeFile(file, digest)
}

async function directoryDigest(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const hash = createHash('sha256')
  for (const file of files.sort()) hash.update(`${file}\0`).update(await readFile(file))
  return hash.digest('hex')
}
