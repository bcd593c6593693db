import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Duck, openDuck } from '../duck/duck.ts'
import { sqlText } from '../duck/sql-text.ts'
import { isMissing } from '../file-error.ts'
import { type StoreFault, whatIsWrong } from '../store/fault-tolerance.ts'
import { type Manifest, readManifest, type StoreFile } from '../store/manifest.ts'
import { StoreError } from '../store/store-error.ts'
import { storeViews } from '../store/views.ts'

export interface LockOptions {
  threads: number
  memoryBytes: number
}

/** A database that can read the files of a store and nothing else. */
export interface LockedDuck extends Duck {
  /** Files that could not be read so far; the views are without them. */
  faults: readonly StoreFault[]
  /** Looks for files that cannot be read, and leaves them out of the views; false when there is none more. */
  mend(): Promise<boolean>
}

/**
 * Opens a database with the views of a store that can read the store's Parquet files and nothing else, whatever SQL it is given.
 * Nothing can be set, loaded or spilled to disk any more. What is left to `judgeStatement`: COPY may still write to the files that may
 * be read, and tables may be made in memory.
 * @throws StoreError STORE_MISSING, STORE_FILE_OUTSIDE
 */
export async function openLockedDuck(directory: string, options: LockOptions): Promise<LockedDuck> {
  const manifest = await readManifest(directory)
  if (manifest === undefined)
    throw new StoreError(
      'STORE_MISSING',
      `there is no store in ${directory}`,
      'Make one with `weaklayer import DIRECTORY --store STORE`.',
    )
  const paths = await regularFiles(directory, manifest)
  const duck = await openDuck(options)
  const { faults, mend, makeViews } = createMending(duck, directory, manifest)
  await makeViews().catch(async error => {
    if (!(await mend())) throw error
  })
  await duck.run(`SET GLOBAL max_temp_directory_size = '0KiB'`)
  await duck.run(`SET GLOBAL allowed_paths = [${paths.map(sqlText).join(', ')}]`)
  await duck.run('SET GLOBAL enable_external_access = false')
  await duck.run('SET GLOBAL lock_configuration = true')
  return { ...duck, faults, mend }
}

function createMending(duck: Duck, directory: string, manifest: Manifest) {
  const faults: StoreFault[] = []
  const isFaulty = (path: string) => faults.some(fault => fault.path === path)
  const makeViews = async () => {
    for (const { statement } of storeViews(directory, manifest, isFaulty)) await duck.run(statement)
  }
  const mend = async () => {
    const before = faults.length
    for (const { path } of readFilesOf(manifest)) {
      const message = isFaulty(path) ? undefined : await whatIsWrong(duck, join(directory, path))
      if (message !== undefined) faults.push({ path, message })
    }
    if (faults.length === before) return false
    await makeViews()
    return true
  }
  return { faults, mend, makeViews }
}

/** What the views read. */
function readFilesOf(manifest: Manifest): StoreFile[] {
  return [...manifest.events, ...manifest.deadLetters, ...manifest.firstSeen, ...manifest.removed]
}

/** The Parquet files of a store that are there, none of them behind a link or outside of its directory. */
async function regularFiles(directory: string, manifest: Manifest): Promise<string[]> {
  const root = await realpath(directory)
  const found = await Promise.all(
    readFilesOf(manifest).map(async file => {
      const path = join(directory, file.path)
      const expected = join(root, file.path)
      if (expected.startsWith(root + sep) && (await isMissingFile(path))) return []
      if (
        (await lstat(path)).isFile() &&
        (await realpath(path)) === expected &&
        expected.startsWith(root + sep)
      )
        return [path]
      throw new StoreError(
        'STORE_FILE_OUTSIDE',
        `${file.path} of the store is a link, or lies outside of it`,
        'Put the file itself there. If nobody of yours made the link, somebody tried to read other files through the store.',
      )
    }),
  )
  return found.flat()
}

async function isMissingFile(path: string): Promise<boolean> {
  return await lstat(path).then(() => false, isMissing)
}
