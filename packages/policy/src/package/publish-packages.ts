import { lstat, mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Packages } from './make-packages.ts'
import { packageError } from './package-error.ts'
import { isPackageName } from './package-folder.ts'
import { type PublishFiles, publishFiles, temporaryMark } from './publish-files.ts'
import { takePublishLock } from './publish-lock.ts'
import { type FoundFile, type ManifestPair, outdatedPackages, refusalOf } from './publish-plan.ts'
import { type Offer, readUpdatesJson, readUpdateXml } from './update-manifests.ts'

export interface PublishOptions {
  /** Made if it is not there. Browsers reach it at the update URL of the packages. */
  directory: string
  /** Take another id than the published one. @default false */
  allowNewId?: boolean
  /** Milliseconds since 1970 UTC. */
  nowMs: number
  /** @default the file system */
  files?: PublishFiles
}

export type Publication =
  | { status: 'unchanged'; version: string }
  /** `before` is the version that was published until now, `removed` old packages. */
  | { status: 'published'; version: string; before: string | undefined; removed: string[] }

/**
 * Puts packages in the place of the published ones. Who reads meanwhile finds each manifest whole, and the package that it
 * names: packages come first, manifests take their names last. Ended in the middle, it can be called again.
 * @throws PackageError PUBLISHED_…
 */
export async function publishPackages(packages: Packages, options: PublishOptions): Promise<Publication> {
  const { directory, nowMs, files = publishFiles } = options
  await mkdir(directory, { recursive: true })
  const unlock = await takePublishLock(join(directory, `${temporaryMark}lock`), nowMs)
  try {
    await removeLeftovers(directory, files)
    return await publish(packages, { ...options, files })
  } finally {
    await unlock()
  }
}

const readers = { 'update.xml': readUpdateXml, 'updates.json': readUpdatesJson } as const
const manifestNames = Object.keys(readers) as (keyof typeof readers)[]

async function publish(
  packages: Packages,
  { directory, nowMs, allowNewId = false, files }: PublishOptions & { files: PublishFiles },
): Promise<Publication> {
  const { ids } = packages
  const manifests = await Promise.all(manifestNames.map(name => manifestPair(packages, directory, name)))
  const refusal = refusalOf({ manifests, allowNewId })
  if (refusal !== undefined) throw packageError(refusal.code, `${refusal.message} (${directory})`)
  const isNew = await changedNames(packages, directory)
  const names = [...packages.files.keys()]
  for (const name of names.filter(isPackageName).filter(isNew))
    await files.put(join(directory, name), bytesOf(packages, name))
  await files.sync(directory)
  const changed = manifestNames.filter(name => packages.files.has(name)).filter(isNew)
  await files.putTogether(
    changed.map(name => ({ path: join(directory, name), bytes: bytesOf(packages, name) })),
  )
  await files.sync(directory)
  const before = manifests.find(({ published }) => published !== undefined)?.published?.version
  const found = await filesIn(directory)
  const removed = outdatedPackages(found, {
    versions: [ids.version, ...manifests.map(one => one.published?.version)],
    nowMs,
  })
  for (const name of removed) await files.remove(join(directory, name))
  return changed.length === 0
    ? { status: 'unchanged', version: ids.version }
    : { status: 'published', version: ids.version, before, removed }
}

async function manifestPair(
  packages: Packages,
  directory: string,
  name: keyof typeof readers,
): Promise<ManifestPair> {
  const text = await readIfThere(join(directory, name))
  const published = text === undefined ? undefined : readers[name](text.toString())
  if (text !== undefined && published === undefined)
    throw packageError(
      'PUBLISHED_UNREADABLE',
      `${join(directory, name)} is no update manifest of one extension`,
    )
  const bytes = packages.files.get(name)
  const next: Offer | undefined = bytes && readers[name](Buffer.from(bytes).toString())
  return { name, published, next }
}

/** Whether what is published under a name has other bytes, or is not there. */
async function changedNames({ files }: Packages, directory: string): Promise<(name: string) => boolean> {
  const same = new Set<string>()
  for (const [name, bytes] of files) {
    const there = await readIfThere(join(directory, name))
    if (there?.equals(bytes)) same.add(name)
  }
  return name => !same.has(name)
}

function bytesOf({ files }: Packages, name: string): Uint8Array {
  return files.get(name) ?? new Uint8Array()
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

async function filesIn(directory: string): Promise<FoundFile[]> {
  const names = (await readdir(directory)).filter(isPackageName)
  return await Promise.all(
    names.map(async name => ({ name, modifiedMs: (await lstat(join(directory, name))).mtimeMs })),
  )
}

/** Of a process that was killed while it published. */
async function removeLeftovers(directory: string, files: PublishFiles): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith(temporaryMark) && name !== `${temporaryMark}lock`)
      await files.remove(join(directory, name))
}
