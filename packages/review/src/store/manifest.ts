import { open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissing } from '../file-error.ts'
import { parseJson } from '../parse-line.ts'
import { StoreError } from './store-error.ts'
import { syncDirectory } from './sync-directory.ts'

/** One Parquet file of a store. */
export interface StoreFile {
  /** Below the store's directory, with slashes. */
  path: string
  rows: number
  bytes: number
}

/** A Parquet file of events: one day of `received` and one group. */
export interface EventsFile extends StoreFile {
  /** UTC, `2026-11-22`. */
  day: string
  group: string
  /** Microseconds since 1970 UTC, of all its events. */
  minTime: number
  maxTime: number
  minReceived: number
  maxReceived: number
  /** Its distinct texts, where they are listed. */
  texts?: StoreFile
  /** How many events have which value, where they are counted. */
  counts?: StoreFile
}

/** A Parquet file of first sights. */
export interface FirstSeenFile extends StoreFile {
  /** The same of all sensors together, where it is kept. */
  totals?: StoreFile
}

/** How far an event file of a gateway is imported. */
export interface SourceCursor {
  endByte: number
  endLine: number
  /** Whether it was finished, so that nothing comes any more. */
  finished?: boolean
}

/** Erased events of a sensor are not imported again. */
interface Tombstone {
  sensor: string
  /** Whatever was received up to then, microseconds since 1970 UTC. */
  untilUs: number
}

/** All that a store holds. It is replaced as a whole: a reader sees the store before a change or after it. */
export interface Manifest {
  format: 1
  /** Counts changes. */
  version: number
  events: EventsFile[]
  deadLetters: StoreFile[]
  firstSeen: FirstSeenFile[]
  /** What is known of events that the store does not hold any more: rows of the view `removed`. */
  removed: StoreFile[]
  /** By folder of event files, then by file. */
  sources: Record<string, Record<string, SourceCursor>>
  tombstones: Tombstone[]
  /** By type, `*` for the others: what was received before is gone, microseconds since 1970 UTC. */
  retainedSinceUs: Record<string, number>
  /** Files that no reader opens any more, and when they were replaced, milliseconds since 1970 UTC. */
  retired: { path: string; atMs: number }[]
}

const manifestName = 'manifest.json'

export const emptyManifest: Manifest = {
  format: 1,
  version: 0,
  events: [],
  deadLetters: [],
  firstSeen: [],
  removed: [],
  sources: {},
  tombstones: [],
  retainedSinceUs: {},
  retired: [],
}

/** Every file that a manifest names and readers read. */
export function filesOf(manifest: Manifest): StoreFile[] {
  return [
    ...manifest.events,
    ...manifest.events.flatMap(({ texts, counts }) => [texts, counts]),
    ...manifest.deadLetters,
    ...manifest.firstSeen,
    ...manifest.firstSeen.map(({ totals }) => totals),
    ...manifest.removed,
  ].filter(file => file !== undefined)
}

/** What the store holds now; undefined when there is no store. */
export async function readManifest(directory: string): Promise<Manifest | undefined> {
  try {
    return { ...emptyManifest, ...parsed(await readFile(join(directory, manifestName), 'utf8'), directory) }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function parsed(text: string, directory: string): Partial<Manifest> {
  const manifest = parseJson(text)
  if (manifest.status === 'json' && (manifest.value as Partial<Manifest> | null)?.format === 1)
    return manifest.value as Partial<Manifest>
  throw new StoreError(
    'STORE_DAMAGED',
    `the manifest of the store ${directory} is not readable, or of a newer version`,
    'Update Weaklayer, or restore manifest.json from a backup; else make the store anew from the event files.',
  )
}

/** Replaces the manifest durably. The files that it names have to be durable before. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const draft = join(directory, `.${manifestName}.draft`)
  const handle = await open(draft, 'w', 0o640)
  try {
    await handle.writeFile(JSON.stringify(manifest))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, join(directory, manifestName))
  await syncDirectory(directory)
}
