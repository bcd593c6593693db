import { join } from 'node:path'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import type { Manifest, StoreFile } from './manifest.ts'

interface ViewColumn {
  name: string
  sqlType: string
}

const deadLetterColumns: readonly ViewColumn[] = [
  { name: 'received', sqlType: 'BIGINT' },
  { name: 'sensor', sqlType: 'VARCHAR' },
  { name: 'group', sqlType: 'VARCHAR' },
  { name: 'code', sqlType: 'VARCHAR' },
  { name: 'message', sqlType: 'VARCHAR' },
  { name: 'event', sqlType: 'VARCHAR' },
]

const firstSeenColumns: readonly ViewColumn[] = [
  { name: 'kind', sqlType: 'VARCHAR' },
  { name: 'value', sqlType: 'VARCHAR' },
  { name: 'sensor', sqlType: 'VARCHAR' },
  { name: 'firstTime', sqlType: 'BIGINT' },
  { name: 'lastTime', sqlType: 'BIGINT' },
  { name: 'events', sqlType: 'BIGINT' },
]

/**
 * What the gap proof has to know of events that are gone: a row for each run of seqs of an epoch, whoever removes events
 * writes them. `why`: `retention`, `erasure` (up to the last seq of each epoch that was erased), or `double` (an event that
 * was moved and is stored under its other id). `told` is the event as JSON, with a row of its own, where it says something
 * of other seqs: a Status or Dropped without label, device and user, or anything with `was`, reduced to its ids and times.
 */
const removedColumns: readonly ViewColumn[] = [
  { name: 'sensor', sqlType: 'VARCHAR' },
  { name: 'group', sqlType: 'VARCHAR' },
  { name: 'epoch', sqlType: 'VARCHAR' },
  { name: 'fromSeq', sqlType: 'BIGINT' },
  { name: 'toSeq', sqlType: 'BIGINT' },
  { name: 'firstTime', sqlType: 'BIGINT' },
  { name: 'lastReceived', sqlType: 'BIGINT' },
  { name: 'why', sqlType: 'VARCHAR' },
  { name: 'told', sqlType: 'VARCHAR' },
]

export interface StoreView {
  name: string
  /** Makes it. */
  statement: string
}

/** The views of a store, each after those that it reads. Files that are faulty are left out. */
export function storeViews(
  directory: string,
  manifest: Manifest,
  isFaulty: (path: string) => boolean = () => false,
): StoreView[] {
  const pathsOf = (files: readonly StoreFile[]) =>
    files.filter(({ path }) => !isFaulty(path)).map(({ path }) => join(directory, path))
  return [
    view('events', eventColumns, pathsOf(manifest.events)),
    view('dead_letters', deadLetterColumns, pathsOf(manifest.deadLetters)),
    view('seen_by_sensor', firstSeenColumns, pathsOf(manifest.firstSeen)),
    { name: 'first_seen', statement: firstSeenView },
    view('removed', removedColumns, pathsOf(manifest.removed)),
  ]
}

/** A row of each sensor, and one of the organisation, which is all of them together. */
const firstSeenView = `CREATE OR REPLACE VIEW first_seen AS
  SELECT kind, value, sensor, min("firstTime") AS "firstTime", max("lastTime") AS "lastTime", sum(events)::BIGINT AS events
  FROM seen_by_sensor GROUP BY kind, value, sensor
  UNION ALL
  SELECT kind, value, NULL, min("firstTime"), max("lastTime"), sum(events)::BIGINT FROM seen_by_sensor GROUP BY kind, value`

function view(name: string, columns: readonly ViewColumn[], paths: readonly string[]): StoreView {
  const names = columns.map(column => sqlName(column.name)).join(', ')
  const from =
    paths.length > 0
      ? `SELECT ${names} FROM read_parquet([${paths.map(sqlText).join(', ')}])`
      : `SELECT ${columns.map(({ name: column, sqlType }) => `NULL::${sqlType} AS ${sqlName(column)}`).join(', ')} WHERE false`
  return { name, statement: `CREATE OR REPLACE VIEW ${name} AS ${from}` }
}
