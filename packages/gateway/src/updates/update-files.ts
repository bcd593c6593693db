import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { createRecentMap, type RecentMap } from '../recent-map.ts'
import { startError, systemCode } from '../start-error.ts'
import type { UpdatePath } from './update-path.ts'

/** A file as it was at one moment. */
export interface UpdateFile {
  bytes: Buffer
  /** Of the content, so that all gateways that share a load balancer give the same one. */
  etag: string
  modifiedMs: number
}

/** The files of `updates.directory`. */
export interface UpdateFiles {
  /** The whole file; undefined where there is none that may be given away. */
  read(path: UpdatePath): Promise<UpdateFile | undefined>
}

/** A package of the sensor has a hundredth of it. */
const mostFileBytes = 16 * 1_048_576
const mostKeptBytes = 4 * mostFileBytes

/**
 * Opens the directory of updates.
 * @throws StartError UPDATES_DIRECTORY_UNUSABLE
 */
export async function openUpdateFiles(directory: string): Promise<UpdateFiles> {
  try {
    await readdir(directory)
  } catch (error) {
    const what = `cannot read ${directory} (updates.directory): ${systemCode(error)}`
    throw startError('UPDATES_DIRECTORY_UNUSABLE', what, error)
  }
  const kept = createRecentMap<UpdateFile>(mostKeptBytes)
  return { read: async path => await readFrom(directory, path, kept) }
}

async function readFrom(
  directory: string,
  { ring, name }: UpdatePath,
  kept: RecentMap<UpdateFile>,
): Promise<UpdateFile | undefined> {
  try {
    // Links within the directory are fine: some orchestrators exchange whole folders by one.
    const root = await realpath(directory)
    const real = await realpath(join(directory, ring ?? '', name))
    if (!real.startsWith(root + sep)) return undefined
    const handle = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    return await readOpened(handle, kept).finally(() => handle.close())
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes(systemCode(error))) return undefined
    throw error
  }
}

/** Reads what was opened, whatever takes its name meanwhile; the same file is read once. */
async function readOpened(handle: FileHandle, kept: RecentMap<UpdateFile>): Promise<UpdateFile | undefined> {
  const stat = await handle.stat({ bigint: true })
  if (!stat.isFile() || stat.size > mostFileBytes) return undefined
  const key = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ')
  const known = kept.get(key)
  if (known !== undefined) return known
  const bytes = await handle.readFile()
  const etag = `"${createHash('sha256').update(bytes).digest('base64url')}"`
  const file = { bytes, etag, modifiedMs: Number(stat.mtimeMs) }
  kept.set(key, file, Math.max(1, bytes.length))
  return file
}
