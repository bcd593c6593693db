import { lstat, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { type Duck, openDuck } from '../duck/duck.ts'
import { sqlText } from '../duck/sql-text.ts'
import { type Manifest, readManifest } from '../store/manifest.ts'
import { StoreError } from '../store/store-error.ts'
import { viewStatements } from '../store/views.ts'

export interface LockOptions {
  threads: number
  memoryBytes: number
}

/**
 * Opens a database with the views of a store that can read the store's Parquet files and nothing else, whatever SQL it is given.
 * Nothing can be set, loaded or spilled to disk any more. What is left to `judgeStatement`: COPY may still write to the files that may
 * be read, and tables may be made in memory.
 * @throws StoreError STORE_MISSING, STORE_FILE_OUTSIDE
 */
export async function openLockedDuck(directory: string, options: LockOptions): Promise<Duck> {
  const manifest = await readManifest(directory)
  if (manifest === undefined)
    throw new StoreError(
      'STORE_MISSING',
      `there is no store in ${directory}`,
      'Make one with `weaklayer import DIRECTORY --store STORE`.',
    )
  const paths = await regularFiles(directory, manifest)
  const duck = await openDuck(options)
  for (const statement of viewStatements(directory, manifest)) await duck.run(statement)
  await duck.run(`SET GLOBAL max_temp_directory_size = '0KiB'`)
  await duck.run(`SET GLOBAL allowed_paths = [${paths.map(sqlText).join(', ')}]`)
  await duck.run('SET GLOBAL enable_external_access = false')
  await duck.run('SET GLOBAL lock_configuration = true')
  return duck
}

/** The Parquet files of a store, none of them behind a link or outside of its directory. */
async function regularFiles(directory: string, manifest: Manifest): Promise<string[]> {
  const root = await realpath(directory)
  const files = [...manifest.events, ...manifest.deadLetters, ...manifest.firstSeen, ...manifest.removed]
  return await Promise.all(
    files.map(async file => {
      const path = join(directory, file.path)
      const expected = join(root, file.path)
      if (
        (await lstat(path)).isFile() &&
        (await realpath(path)) === expected &&
        expected.startsWith(root + sep)
      )
        return path
      throw new StoreError(
        'STORE_FILE_OUTSIDE',
        `${file.path} of the store is a link, or lies outside of it`,
        'Put the file itself there. If nobody of yours made the link, somebody tried to read other files through the store.',
      )
    }),
  )
}
