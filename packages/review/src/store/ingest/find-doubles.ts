import { createReader } from '@weaklayer/wire'
import type { Duck } from '../../duck/duck.ts'
import { type EventRow, eventOfRow } from '../../query/event-row.ts'
import { skippingFaulty } from '../skip-faulty.ts'
import type { StoreWriter } from '../store-writer.ts'
import { allColumns, contentSql, idHash } from './event-sql.ts'
import { filesWithPath, originOf } from './ingest-state.ts'
import { insertObjects } from './insert-objects.ts'

/** What the events of a batch are to those of the store and to each other. */
export interface Doubles {
  /** Events that are dropped: rows of the table `dropped`. */
  dropped: number
  /** Events whose id has another content: rows of the table `conflicting`. */
  conflicts: number
  /** Stored events that turn out to be in conflict, by file. */
  marks: { path: string; sensor: string; epoch: string; seq: number }[]
}

/**
 * Applies the rule of the one reader (`createReader`) to the table `batch`. Exact copies are found by SQL; ids with several
 * contents and moved events, which are few, are judged by the reader itself.
 */
export async function findDoubles(writer: StoreWriter): Promise<Doubles> {
  const { duck } = writer
  await duck.run('CREATE OR REPLACE TABLE dropped (row BIGINT, moved BOOLEAN)')
  await duck.run('CREATE OR REPLACE TABLE conflicting (row BIGINT)')
  await duck.run(`CREATE OR REPLACE TABLE ids AS SELECT b.rowid AS row, ${idHash('b')} AS id FROM batch b`)
  await duck.run(`CREATE OR REPLACE TABLE shared AS SELECT id FROM ids GROUP BY id HAVING count(*) > 1`)
  await takeExisting(writer)
  await dropCopies(duck)
  const marks = await judge(writer)
  const [counts] = await duck.rows<{ dropped: number; conflicts: number }>(
    'SELECT (SELECT count(*) FROM dropped) AS dropped, (SELECT count(*) FROM conflicting) AS conflicts',
  )
  return { dropped: counts?.dropped ?? 0, conflicts: counts?.conflicts ?? 0, marks }
}

/** As the lines stood in their files. */
const lineOrder = 'coalesce(b.nth, b.rowid)'

/** Fills `existing` with the stored events that have an id of the batch. */
async function takeExisting(writer: StoreWriter): Promise<void> {
  const { duck, directory } = writer
  const near = await duck.rows<{ path: string }>(`
    SELECT DISTINCT r.path FROM runs r
    JOIN spans s ON r.sensor = s.sensor AND r.epoch = coalesce(s.epoch, '') AND r.high >= s.low AND r.low <= s.high`)
  const paths = near.map(({ path }) => path)
  await duck.run(
    `CREATE OR REPLACE TABLE existing AS SELECT NULL::VARCHAR AS "storeFile", 0::UBIGINT AS id, * FROM (SELECT ${allColumns()} FROM batch) WHERE false`,
  )
  for (const path of paths) {
    const from = filesWithPath(directory, [path])
    await skippingFaulty(writer, [{ path }], () =>
      duck.run(`
        INSERT INTO existing SELECT e."storeFile", ${idHash('e')} AS id, ${allColumns('e')} FROM ${from} e
        WHERE ${idHash('e')} IN (
          SELECT ${idHash('n')} FROM ${from} n WHERE ${idHash('n')} IN (SELECT id FROM ids))`),
    )
  }
}

/** Drops events that say the same as a stored one, or as one before them in the batch. */
async function dropCopies(duck: Duck): Promise<void> {
  const [stored, given] = [contentSql('e'), contentSql('b')]
  const same = given.map((value, at) => `${value} IS NOT DISTINCT FROM ${stored[at]}`).join(' AND ')
  await duck.run(`
    INSERT INTO dropped SELECT DISTINCT i.row, false FROM existing e JOIN ids i ON i.id = e.id JOIN batch b ON b.rowid = i.row
    WHERE ${same}`)
  await duck.run(`
    INSERT INTO dropped SELECT row, false FROM (
      SELECT b.rowid AS row, row_number() OVER (PARTITION BY ${given.join(', ')} ORDER BY ${lineOrder}) AS nth
      FROM batch b JOIN ids i ON i.row = b.rowid JOIN shared USING (id)
      WHERE b.rowid NOT IN (SELECT row FROM dropped))
    WHERE nth > 1`)
}

type Stored = EventRow & { storeFile: string }
type Given = EventRow & { row: number }

/** Lets the reader judge what is left: ids with several contents, and moved events with their relatives. */
async function judge(writer: StoreWriter): Promise<Doubles['marks']> {
  const { duck } = writer
  await findRelatives(writer)
  const [suspects] = await duck.rows<{ rows: number }>(
    'SELECT (SELECT count(*) FROM shared) + (SELECT count(*) FROM existing) + (SELECT count(*) FROM relatives) AS "rows"',
  )
  if (suspects?.rows === 0) return []
  const given = await duck.rows<Given>(`
    SELECT b.rowid AS row, ${allColumns('b')} FROM batch b JOIN ids i ON i.row = b.rowid
    WHERE b.rowid NOT IN (SELECT row FROM dropped)
      AND (i.id IN (SELECT id FROM shared) OR i.id IN (SELECT id FROM existing) OR b.rowid IN (SELECT row FROM relatives))
    ORDER BY ${lineOrder}`)
  if (given.length === 0) return []
  const reader = createReader()
  const known = new Map<string, { stored: Stored[]; given: Given[] }>()
  const at = (row: EventRow) => {
    const key = `${row.sensor}/${row.epoch}/${row.seq}`
    const found = known.get(key) ?? { stored: [], given: [] }
    known.set(key, found)
    return found
  }
  for await (const row of duck.stream<Stored>(
    `SELECT "storeFile", ${allColumns()} FROM existing ORDER BY received, sensor, epoch, seq`,
  )) {
    reader.read(eventOfRow(row))
    at(row).stored.push(row)
  }
  const conflicting = new Set<string>()
  const dropped: { row: number }[] = []
  for (const row of given) {
    const reading = reader.read(eventOfRow(row))
    if (reading === 'double') dropped.push({ row: row.row })
    else at(row).given.push(row)
    if (reading === 'conflict') conflicting.add(`${row.sensor}/${row.epoch}/${row.seq}`)
  }
  await duck.run('CREATE OR REPLACE TABLE dropping (row BIGINT)')
  await insertObjects(duck, 'dropping', dropped)
  await duck.run('INSERT INTO dropped SELECT row, true FROM dropping')
  const ofConflicts = [...conflicting].flatMap(key => known.get(key) ?? [])
  await insertObjects(
    duck,
    'conflicting',
    ofConflicts.flatMap(({ given: rows }) => rows.map(({ row }) => ({ row }))),
  )
  return ofConflicts.flatMap(({ stored }) =>
    stored
      .filter(({ conflict }) => conflict !== true)
      .map(({ storeFile, sensor, epoch, seq }) => ({
        path: storeFile,
        sensor: sensor as string,
        epoch: epoch as string,
        seq: seq as number,
      })),
  )
}

/**
 * Fills `relatives` with the rows of the batch that were moved, or whose event was moved away, and adds to `existing` the
 * stored events that may be the same.
 */
async function findRelatives(writer: StoreWriter): Promise<void> {
  const { duck, directory } = writer
  await duck.run('CREATE OR REPLACE TABLE relatives (row BIGINT)')
  await duck.run(
    'CREATE OR REPLACE TABLE origins (row BIGINT, "ofSensor" VARCHAR, "ofEpoch" VARCHAR, "ofSeq" BIGINT)',
  )
  const rows = await duck.rows<{ row: number; sensor: string; rest: string }>(
    `SELECT rowid AS row, sensor, rest FROM batch
     WHERE contains(rest, '"was":') AND epoch IS NOT NULL AND seq IS NOT NULL AND rowid NOT IN (SELECT row FROM dropped)`,
  )
  const origins = rows.flatMap(({ row, sensor, rest }) => {
    const origin = originOf(sensor, rest)
    return origin === undefined
      ? []
      : [{ row, ofSensor: origin.sensor, ofEpoch: origin.epoch, ofSeq: origin.seq }]
  })
  await insertObjects(duck, 'origins', origins)
  await duck.run(`
    INSERT INTO relatives SELECT row FROM origins
    UNION SELECT b.rowid FROM batch b JOIN origins o ON b.sensor = o."ofSensor" AND b.epoch = o."ofEpoch" AND b.seq = o."ofSeq"
    UNION SELECT b.rowid FROM batch b JOIN moved m ON b.sensor = m."ofSensor" AND b.epoch = m."ofEpoch" AND b.seq = m."ofSeq"`)
  await duck.run(`
    CREATE OR REPLACE TABLE wanted AS
    SELECT r.path, o."ofSensor" AS sensor, o."ofEpoch" AS epoch, o."ofSeq" AS seq FROM origins o JOIN runs r
      ON r.sensor = o."ofSensor" AND r.epoch = o."ofEpoch" AND o."ofSeq" BETWEEN r.low AND r.high
    UNION SELECT m.path, m.sensor, m.epoch, m.seq FROM moved m JOIN origins o USING ("ofSensor", "ofEpoch", "ofSeq")
    UNION SELECT m.path, m.sensor, m.epoch, m.seq FROM moved m
      JOIN batch b ON b.sensor = m."ofSensor" AND b.epoch = m."ofEpoch" AND b.seq = m."ofSeq"`)
  const paths = (await duck.rows<{ path: string }>('SELECT DISTINCT path FROM wanted')).map(
    ({ path }) => path,
  )
  if (paths.length === 0) return
  for (const path of paths)
    await skippingFaulty(writer, [{ path }], () =>
      duck.run(`
        INSERT INTO existing SELECT e."storeFile", ${idHash('e')}, ${allColumns('e')}
        FROM ${filesWithPath(directory, [path])} e
        WHERE EXISTS (SELECT 1 FROM wanted w WHERE w.sensor = e.sensor AND w.epoch = e.epoch AND w.seq = e.seq)
          AND NOT EXISTS (SELECT 1 FROM existing x WHERE x."storeFile" = e."storeFile" AND x.id = ${idHash('e')})`),
    )
}
