import { join } from 'node:path'
import { formerIds } from '@weaklayer/wire'
import type { Duck } from '../../duck/duck.ts'
import { sqlText } from '../../duck/sql-text.ts'
import type { EventsFile } from '../manifest.ts'
import { insertObjects } from './insert-objects.ts'
import { spansOf } from './spans.ts'

/**
 * What a writer knows of the events in its store, as tables of its database:
 * - `runs`: path, sensor, epoch ('' for none), low, high: the range of seq (of time for none) of each epoch in a file
 * - `moved`: path, sensor, epoch, seq, and the id under which the event was recorded: ofSensor, ofEpoch, ofSeq
 * - `told`: sensor, time, label, device, user: what Install and Status said
 * - `places`: sensor, time, hostname of recent WindowLocations
 */
export async function createState(duck: Duck): Promise<void> {
  await duck.run('CREATE TABLE runs (path VARCHAR, sensor VARCHAR, epoch VARCHAR, low BIGINT, high BIGINT)')
  await duck.run(`CREATE TABLE moved (path VARCHAR, sensor VARCHAR, epoch VARCHAR, seq BIGINT,
    "ofSensor" VARCHAR, "ofEpoch" VARCHAR, "ofSeq" BIGINT)`)
  await duck.run(
    'CREATE TABLE told (sensor VARCHAR, time BIGINT, label VARCHAR, device VARCHAR, "user" VARCHAR)',
  )
  await duck.run('CREATE TABLE places (sensor VARCHAR, time BIGINT, hostname VARCHAR)')
}

/** Takes a file of the store into the state. `from` has its rows, with the columns of `events`. */
export async function knowFile(duck: Duck, file: Pick<EventsFile, 'path'>, from: string): Promise<void> {
  const path = sqlText(file.path)
  await knowRuns(duck, `(SELECT *, ${path} AS file FROM (${spansOf(from)}))`)
  await knowMoved(duck, `(SELECT *, ${path} AS file FROM ${from})`)
  await knowTold(duck, from)
}

/** Takes the ranges of events into the state. `from` has the column `file`, the path of their file, beside those of `spansOf`. */
export async function knowRuns(duck: Duck, from: string): Promise<void> {
  await duck.run(`
    INSERT INTO runs SELECT file, sensor, coalesce(epoch, ''), min(low), max(high)
    FROM ${from} WHERE file IS NOT NULL GROUP BY ALL`)
}

/** Takes the ids of moved events into the state. `from` has the column `file`, the path of each event's file, beside those of `events`. */
export async function knowMoved(duck: Duck, from: string): Promise<void> {
  const rows = await duck.rows<MovedRow>(
    `SELECT file, sensor, epoch, seq, rest FROM ${from} WHERE contains(rest, '"was":') AND epoch IS NOT NULL AND seq IS NOT NULL`,
  )
  await insertObjects(duck, 'moved', rows.flatMap(movedOf))
}

interface MovedRow {
  file: string
  sensor: string
  epoch: string
  seq: number
  rest: string
}

function movedOf({ file: path, sensor, epoch, seq, rest }: MovedRow) {
  const origin = originOf(sensor, rest)
  if (origin === undefined) return []
  return [{ path, sensor, epoch, seq, ofSensor: origin.sensor, ofEpoch: origin.epoch, ofSeq: origin.seq }]
}

/** The id under which an event was recorded, where it has another one now. */
export function originOf(sensor: string, rest: string) {
  return formerIds(sensor, (JSON.parse(rest) as { was?: unknown }).was).at(-1)
}

/** Adds what Install and Status events say of their sensors. */
export async function knowTold(duck: Duck, from: string): Promise<void> {
  const said = (field: string) =>
    `max(CASE WHEN TRY(json_type(rest, '$.${field}')) = 'VARCHAR' THEN TRY(json_extract_string(rest, '$.${field}')) END)`
  await duck.run(`
    INSERT INTO told SELECT sensor, time, ${said('label')}, ${said('device')}, ${said('user')}
    FROM (SELECT sensor, time, rest FROM ${from} WHERE "type" IN ('Install', 'Status') AND rest IS NOT NULL)
    GROUP BY sensor, time`)
}

export async function forgetFile(duck: Duck, path: string): Promise<void> {
  for (const table of ['runs', 'moved']) await duck.run(`DELETE FROM ${table} WHERE path = ${sqlText(path)}`)
}

/** Files became one, with the same events. */
export async function knowMerged(duck: Duck, from: readonly string[], into: string): Promise<void> {
  const paths = from.map(sqlText).join(', ')
  const path = sqlText(into)
  await duck.run(`
    INSERT INTO runs SELECT ${path}, sensor, epoch, min(low), max(high) FROM runs WHERE path IN (${paths}) GROUP BY ALL`)
  await duck.run(`DELETE FROM runs WHERE path IN (${paths})`)
  await duck.run(`UPDATE moved SET path = ${path} WHERE path IN (${paths})`)
}

/** Files of the store as a relation with the column `storeFile`, their path, beside those of `events`. */
export function filesWithPath(directory: string, paths: readonly string[]): string {
  const files = paths.map(path => sqlText(join(directory, path))).join(', ')
  const prefix = join(directory, '/').length + 1
  return `(SELECT * EXCLUDE (filename), substr(filename, ${prefix}) AS "storeFile" FROM read_parquet([${files}], filename = true))`
}
