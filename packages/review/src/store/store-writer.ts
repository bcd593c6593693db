import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type Duck, type DuckOptions, openDuck } from '../duck/duck.ts'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { isMissing } from '../file-error.ts'
import { eventColumns } from '../query/event-columns.ts'
import { emptyFileName } from './fault-tolerance.ts'
import { emptyManifest, filesOf, type Manifest, readManifest, writeManifest } from './manifest.ts'
import { lockStore } from './store-lock.ts'
import { syncDirectory } from './sync-directory.ts'

/** The one process that may change a store. */
export interface StoreWriter {
  directory: string
  duck: Duck
  /** A directory for files of the moment. */
  scratch: string
  manifest(): Manifest
  /** Does one thing at a time: whoever changes the store decides and commits within it. */
  exclusively<Result>(act: () => Promise<Result>): Promise<Result>
  /** Replaces what the store holds. New files are made durable before, replaced ones are removed later. */
  commit(next: Manifest, options?: { graceMs: number }): Promise<void>
  /** Files that cannot be read: they stay as they are, and nothing is expected of them. */
  faulty: Set<string>
  /** A path for a new file, below the store's directory; it names no other file ever. */
  newPath(folder: string, extension?: 'parquet' | 'ndjson'): string
  close(): Promise<void>
}

/** How long readers may go on with files that were replaced. */
const defaultGraceMs = 60_000
const folders = ['events', 'dead-letters', 'first-seen', 'removed', 'texts', 'counts']

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
    let manifest = (await readManifest(directory)) ?? emptyManifest
    await removeOrphans(directory, manifest)
    const duck = await openDuck({ temporaryDirectory: join(scratch, 'spill'), ...options })
    if (manifest.version === 0) {
      await writeEmptyFile(duck, directory)
      manifest = { ...manifest, version: 1 }
      await writeManifest(directory, manifest)
    }
    let names = 0
    let last: Promise<unknown> = Promise.resolve()
    return {
      directory,
      duck,
      scratch,
      manifest: () => manifest,
      faulty: new Set(),
      exclusively(act) {
        const result = last.then(act)
        last = result.catch(() => undefined)
        return result
      },
      async commit(next, { graceMs } = { graceMs: defaultGraceMs }) {
        const before = pathsOf(manifest)
        const after = pathsOf(next)
        await makeDurable(
          directory,
          [...after].filter(path => !before.has(path)),
        )
        const nowMs = Date.now()
        const retired = [...before].filter(path => !after.has(path)).map(path => ({ path, atMs: nowMs }))
        const replaced = [...manifest.retired, ...retired]
        const due = replaced.filter(({ atMs }) => Math.abs(nowMs - atMs) >= graceMs)
        const waiting = replaced.filter(one => !due.includes(one))
        const committed = { ...next, version: manifest.version + 1, retired: waiting }
        await writeManifest(directory, committed)
        manifest = committed
        for (const { path } of due) await rm(join(directory, path), { force: true })
      },
      newPath: (folder, extension = 'parquet') => `${folder}/${manifest.version + 1}-${++names}.${extension}`,
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
  return new Set(filesOf(manifest).map(({ path }) => path))
}

/** What readers read in place of a file that is damaged. */
async function writeEmptyFile(duck: Duck, directory: string): Promise<void> {
  const columns = eventColumns.map(({ name, sqlType }) => `NULL::${sqlType} AS ${sqlName(name)}`).join(', ')
  const path = join(directory, emptyFileName)
  await duck.run(`COPY (SELECT ${columns} WHERE false) TO ${sqlText(path)} (FORMAT parquet)`)
  await makeDurable(directory, [emptyFileName])
}

/** Files that are synced side by side: the disk takes little longer for them than for one. */
const syncsAtOnce = 8

async function makeDurable(directory: string, paths: readonly string[]): Promise<void> {
  const parents = new Set<string>()
  for (const path of paths)
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) parents.add(parent)
  await forEachOf(paths, path => syncFile(join(directory, path)))
  await forEachOf([...parents], parent => syncDirectory(join(directory, parent)))
  if (paths.length > 0) await syncDirectory(directory)
}

async function forEachOf(paths: readonly string[], sync: (path: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < paths.length; at += syncsAtOnce)
    await Promise.all(paths.slice(at, at + syncsAtOnce).map(sync))
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
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
