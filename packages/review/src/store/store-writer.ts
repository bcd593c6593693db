import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type Duck, type DuckOptions, openDuck } from '../duck/duck.ts'
import { isMissing } from '../file-error.ts'
import { emptyManifest, type Manifest, readManifest, type StoreFile, writeManifest } from './manifest.ts'
import { lockStore } from './store-lock.ts'
import { syncDirectory } from './sync-directory.ts'

/** The one process that may change a store. */
export interface StoreWriter {
  directory: string
  duck: Duck
  /** A directory for files of the moment. */
  scratch: string
  manifest(): Manifest
  /** Replaces what the store holds. New files are made durable before, replaced ones are removed later. */
  commit(next: Manifest): Promise<void>
  /** A path for a new file, below the store's directory; it names no other file ever. */
  newPath(folder: string): string
  close(): Promise<void>
}

/** How long readers may go on with files that were replaced. */
const graceMs = 60_000
const folders = ['events', 'dead-letters', 'first-seen', 'removed']

/**
 * Opens a store for writing and makes it when it is not there. What a killed writer left is removed.
 * @throws StoreError STORE_IN_USE
 */
export async function openWriter(directory: string, options: DuckOptions = {}): Promise<StoreWriter> {
  await mkdir(directory, { recursive: true, mode: 0o750 })
  const lock = await lockStore(directory)
  const scratch = join(directory, '.scratch')
  try {
    await rm(scratch, { recursive: true, force: true })
    await mkdir(scratch, { mode: 0o750 })
    let manifest = { ...emptyManifest, ...(await readManifest(directory)) }
    await removeOrphans(directory, manifest)
    if (manifest.version === 0) {
      manifest = { ...manifest, version: 1 }
      await writeManifest(directory, manifest)
    }
    const duck = await openDuck({ temporaryDirectory: join(scratch, 'spill'), ...options })
    const made: string[] = []
    return {
      directory,
      duck,
      scratch,
      manifest: () => manifest,
      async commit(next) {
        const before = pathsOf(manifest)
        const after = pathsOf(next)
        await makeDurable(
          directory,
          [...after].filter(path => !before.has(path)),
        )
        const nowMs = Date.now()
        const retired = [...before].filter(path => !after.has(path)).map(path => ({ path, atMs: nowMs }))
        const due = manifest.retired.filter(({ atMs }) => Math.abs(nowMs - atMs) >= graceMs)
        const waiting = manifest.retired.filter(one => !due.includes(one))
        const committed = { ...next, version: manifest.version + 1, retired: [...waiting, ...retired] }
        await writeManifest(directory, committed)
        manifest = committed
        const unused = made.splice(0).filter(path => !after.has(path))
        for (const path of [...unused, ...due.map(one => one.path)])
          await rm(join(directory, path), { force: true })
      },
      newPath(folder) {
        const path = `${folder}/${manifest.version + 1}-${made.length + 1}.parquet`
        made.push(path)
        return path
      },
      async close() {
        duck.close()
        await rm(scratch, { recursive: true, force: true })
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

function pathsOf(manifest: Manifest): Set<string> {
  const files: StoreFile[] = [
    ...manifest.events,
    ...manifest.events.flatMap(({ texts }) => (texts === undefined ? [] : [texts])),
    ...manifest.deadLetters,
    ...manifest.firstSeen,
    ...manifest.removed,
  ]
  return new Set(files.map(({ path }) => path))
}

async function makeDurable(directory: string, paths: readonly string[]): Promise<void> {
  const parents = new Set<string>()
  for (const path of paths) {
    const handle = await open(join(directory, path), 'r+')
    try {
      await handle.datasync()
    } finally {
      await handle.close()
    }
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) parents.add(parent)
  }
  for (const parent of parents) await syncDirectory(join(directory, parent))
  if (parents.size > 0) await syncDirectory(directory)
}

/** Files that no manifest names were never seen by a reader, or are replaced for good. */
async function removeOrphans(directory: string, manifest: Manifest): Promise<void> {
  const known = pathsOf(manifest)
  for (const { path } of manifest.retired) known.add(path)
  for (const folder of folders) {
    for (const path of await filesBelow(join(directory, folder))) {
      if (!known.has(relative(directory, path).split(sep).join('/'))) await rm(path, { force: true })
    }
  }
}

async function filesBelow(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true, recursive: true })
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
