import { join } from 'node:path'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import type { Manifest } from './manifest.ts'

/** A piece of the view `events` that questions read by itself: questions read the newest pieces first. */
export interface EventPart {
  /** Names it within one state of its store. */
  path: string
  rows: number
  bytes: number
  /** Lowest and highest `time` of its events, microseconds since 1970 UTC. */
  firstUs: number
  lastUs: number
  /** The file that lists its different texts; small pieces have none. */
  texts?: string
  textsBytes?: number
  /** The file that counts its values; small pieces have none. */
  counts?: string
}

/** Which pieces a question is about. */
export interface PartsWanted {
  /** Only those that hold events of that `time`, both ends included, microseconds since 1970 UTC. */
  fromUs?: number
  toUs?: number
}

/** The pieces that may hold what is wanted, highest `lastUs` first. */
export function partsOf(manifest: Manifest, { fromUs, toUs }: PartsWanted): EventPart[] {
  return manifest.events
    .map(({ path, rows, bytes, minTime, maxTime, texts, counts }) => ({
      path,
      rows,
      bytes,
      firstUs: minTime,
      lastUs: maxTime,
      ...(texts === undefined ? {} : { texts: texts.path, textsBytes: texts.bytes }),
      ...(counts === undefined ? {} : { counts: counts.path }),
    }))
    .filter(part => part.lastUs >= (fromUs ?? 0) && part.firstUs <= (toUs ?? Number.MAX_SAFE_INTEGER))
    .sort((left, right) => right.lastUs - left.lastUs)
}

/** What stands after FROM for some pieces: a relation with the columns of `events`. */
export function fromParts(directory: string, parts: readonly EventPart[]): string {
  const names = eventColumns.map(({ name }) => sqlName(name)).join(', ')
  if (parts.length === 0) return `(SELECT ${names} FROM events WHERE false)`
  const paths = parts.map(({ path }) => sqlText(join(directory, path)))
  return `(SELECT ${names} FROM read_parquet([${paths.join(', ')}]))`
}
