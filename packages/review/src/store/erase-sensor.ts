import { join } from 'node:path'
import { sqlText } from '../duck/sql-text.ts'
import { type ErasedFiles, eraseFromFiles } from './erase-from-files.ts'
import { filesWithPath } from './ingest/ingest-state.ts'
import { writeParquet } from './ingest/write-batch.ts'
import type { Manifest, StoreFile } from './manifest.ts'
import { removeEvents, removeRows } from './rewrite-files.ts'
import { StoreError } from './store-error.ts'
import { openWriter, type StoreWriter } from './store-writer.ts'

export interface EraseReport extends ErasedFiles {
  /** Events and refused events that were removed from the store. */
  events: number
  deadLetters: number
  /** Files of the store that cannot be read: they may hold events of the sensor still. */
  faulty: string[]
}

export interface EraseOptions {
  /** Directories of event files and dead letters to erase from, beside those that were imported. @default none */
  sources?: readonly string[]
  nowUs?: number
}

/**
 * Removes all that a sensor recorded: from the store, from the event files and dead letters that were imported, and from now on
 * from every import of what was received until now. What it records later is kept. It may be killed and run again.
 * @throws StoreError STORE_IN_USE, SENSOR_INVALID
 */
export async function eraseSensor(
  directory: string,
  sensor: string,
  { sources = [], nowUs = Date.now() * 1000 }: EraseOptions = {},
): Promise<EraseReport> {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(sensor))
    throw new StoreError(
      'SENSOR_INVALID',
      'the sensor to erase is not named by its whole id',
      'Give the id as `weaklayer sensors` prints it: 36 characters, lower case.',
    )
  const writer = await openWriter(directory)
  try {
    return await writer.exclusively(async () => {
      const erased = await eraseFromStore(writer, sensor, nowUs)
      const folders = Object.keys(writer.manifest().sources)
      const files = await eraseFromFiles([...folders, ...sources], sensor)
      await keepCursors(writer, files.renewed)
      const { renewed: _, ...report } = files
      return { ...erased, ...report, faulty: [...writer.faulty] }
    })
  } finally {
    await writer.close()
  }
}

async function eraseFromStore(writer: StoreWriter, sensor: string, nowUs: number) {
  const manifest = writer.manifest()
  const condition = `sensor = ${sqlText(sensor)}`
  const events = await removeEvents(writer, { files: manifest.events, condition })
  const deadLetters = await removeRows(writer, 'dead-letters', { files: manifest.deadLetters, condition })
  const firstSeen = await removeRows(writer, 'first-seen', { files: manifest.firstSeen, condition })
  const removed = await removeRows(writer, 'removed', { files: manifest.removed, condition })
  const traces = await tracesOf(writer, condition)
  const tombstones = [...manifest.tombstones.filter(one => one.sensor !== sensor), { sensor, untilUs: nowUs }]
  // Readers find the new files by themselves; what is erased does not stay for them.
  await writer.commit(
    {
      ...manifest,
      events: events.files,
      deadLetters: deadLetters.files,
      firstSeen: firstSeen.files,
      removed: [...removed.files, ...traces],
      tombstones,
    },
    { graceMs: 0 },
  )
  return { events: events.rows, deadLetters: deadLetters.rows }
}

/** That there were events, up to which seq, and nothing more: an erasure is no gap. */
async function tracesOf(writer: StoreWriter, condition: string): Promise<StoreFile[]> {
  const { directory } = writer
  const { events, removed } = writer.manifest()
  const sound = events.map(({ path }) => path).filter(path => !writer.faulty.has(path))
  const parts = [
    ...sound.map(
      path =>
        `SELECT sensor, "group", epoch, seq, time, received FROM ${filesWithPath(directory, [path])} WHERE ${condition}`,
    ),
    ...removed.map(
      ({ path }) => `SELECT sensor, "group", epoch, "toSeq", "firstTime", "lastReceived"
        FROM read_parquet(${sqlText(join(directory, path))}) WHERE ${condition}`,
    ),
  ]
  if (parts.length === 0) return []
  const select = `SELECT sensor, "group", epoch, 1::BIGINT AS "fromSeq", max(seq) AS "toSeq", min(time) AS "firstTime",
    max(received) AS "lastReceived", 'erasure' AS why, NULL::VARCHAR AS told
    FROM (${parts.join(' UNION ALL ')}) WHERE epoch IS NOT NULL AND seq IS NOT NULL GROUP BY ALL`
  const written = await writeParquet(writer, 'removed', { select })
  return written.rows > 0 ? [written] : []
}

/** Files that were written anew are the same ones for imports. */
async function keepCursors(writer: StoreWriter, renewed: ErasedFiles['renewed']): Promise<void> {
  if (renewed === undefined || renewed.length === 0) return
  const manifest = writer.manifest()
  const sources: Manifest['sources'] = { ...manifest.sources }
  for (const { folder, oldKey, newKey, bytes } of renewed) {
    const { [oldKey]: cursor, ...others } = sources[folder] ?? {}
    if (cursor === undefined) continue
    sources[folder] = { ...others, [newKey]: { ...cursor, endByte: bytes } }
  }
  await writer.commit({ ...manifest, sources })
}
