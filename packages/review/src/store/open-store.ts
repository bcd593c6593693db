import { type Duck, type DuckOptions, openDuck } from '../duck/duck.ts'
import type { DuckParameters, DuckRow } from '../duck/values.ts'
import { type EventPart, fromParts, type PartsWanted, partsOf } from './event-parts.ts'
import { type Manifest, readManifest } from './manifest.ts'
import { StoreError } from './store-error.ts'
import { viewStatements } from './views.ts'

/** A file of a store that cannot be read. Everything else answers as if its events were not there. */
export interface StoreFault {
  path: string
  message: string
}

/** A store, open for reading: the views `events`, `dead_letters` and `first_seen` in a database of its own. */
export interface Store {
  directory: string
  /** What the store held at the last `refresh`. */
  manifest(): Manifest
  rows<Row = DuckRow>(sql: string, parameters?: DuckParameters): Promise<Row[]>
  stream<Row = DuckRow>(sql: string, parameters?: DuckParameters): AsyncGenerator<Row>
  /** The pieces of the view `events` that may hold what is wanted, newest first. */
  parts(wanted?: PartsWanted): Promise<EventPart[]>
  /** What stands after FROM for some pieces of this state: a relation with the columns of `events`. */
  from(parts: readonly EventPart[]): string
  /** Takes what a writer has added since; true when there was something. */
  refresh(): Promise<boolean>
  /** Files that could not be read so far. */
  faults: readonly StoreFault[]
  /** Makes every statement that runs now fail. */
  interrupt(): void
  close(): Promise<void>
}

/**
 * Opens a store for reading. Any number of processes may, also while one writes.
 * @throws StoreError STORE_MISSING
 */
export async function openStore(directory: string, options: DuckOptions = {}): Promise<Store> {
  let manifest = await manifestOf(directory)
  const duck = await openDuck(options)
  const faults: StoreFault[] = []
  await makeViews(duck, directory, manifest)
  return {
    directory,
    manifest: () => manifest,
    rows: duck.rows,
    stream: duck.stream,
    parts: async (wanted = {}) => partsOf(manifest, wanted),
    from: parts => fromParts(directory, parts),
    async refresh() {
      const newest = await manifestOf(directory)
      if (newest.version === manifest.version) return false
      await makeViews(duck, directory, newest)
      manifest = newest
      return true
    },
    faults,
    interrupt: duck.interrupt,
    close: async () => duck.close(),
  }
}

/** Whether a directory is a store. */
export async function isStore(directory: string): Promise<boolean> {
  return (await readManifest(directory)) !== undefined
}

async function manifestOf(directory: string): Promise<Manifest> {
  const manifest = await readManifest(directory)
  if (manifest !== undefined) return manifest
  throw new StoreError(
    'STORE_MISSING',
    `there is no store in ${directory}`,
    'Make one with `weaklayer import DIRECTORY --store STORE`.',
  )
}

async function makeViews(duck: Duck, directory: string, manifest: Manifest): Promise<void> {
  for (const statement of viewStatements(directory, manifest)) await duck.run(statement)
}
