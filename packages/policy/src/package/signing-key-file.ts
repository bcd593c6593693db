import { readFile, realpath, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { type PackageError, packageError } from './package-error.ts'
import { readSigningKey, type SigningKey } from './signing-key.ts'

export interface KeyFile {
  key: SigningKey
  /** Whether other users of the machine may read it. */
  isOpen: boolean
}

/**
 * Reads a signing key from a file.
 * @throws PackageError SIGNING_KEY_UNREADABLE, SIGNING_KEY_UNSUITABLE
 */
export async function readKeyFile(path: string): Promise<KeyFile> {
  try {
    const key = readSigningKey(await readFile(path, 'utf8'), path)
    const { mode } = await stat(path)
    return { key, isOpen: process.platform !== 'win32' && (mode & 0o077) !== 0 }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code?.startsWith('SIGNING_')) throw error
    throw packageError('SIGNING_KEY_UNREADABLE', `${path} cannot be read: ${code}`, error)
  }
}

/**
 * Writes a new key for its owner alone, never over anything.
 * @throws PackageError SIGNING_KEY_EXISTS
 */
export async function writeKeyFile(path: string, pem: string): Promise<void> {
  try {
    await writeFile(path, pem, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    throw keyExists(path)
  }
}

/** What is said where a new key would take the place of a file. */
export function keyExists(path: string): PackageError {
  return packageError('SIGNING_KEY_EXISTS', `${path} exists already and was left as it is`)
}

/**
 * Refuses a key in a folder whose content is given away.
 * @throws PackageError SIGNING_KEY_EXPOSED
 */
export async function refuseExposedKey(path: string, folders: readonly string[]): Promise<void> {
  const real = await realPathOf(path)
  for (const folder of folders) {
    const from = relative(await realPathOf(folder), real)
    const isInside = from !== '..' && !from.startsWith(`..${sep}`) && resolve(from) !== from
    if (isInside) throw packageError('SIGNING_KEY_EXPOSED', `the signing key ${path} is inside ${folder}`)
  }
}

/** The real path, also of what does not exist yet. */
async function realPathOf(path: string): Promise<string> {
  const whole = resolve(path)
  const parent = dirname(whole)
  if (parent === whole) return whole
  return await realpath(whole).catch(async () => join(await realPathOf(parent), basename(whole)))
}
