import { join } from 'node:path'
import type { Duck } from '../../duck/duck.ts'
import { sqlName, sqlText } from '../../duck/sql-text.ts'
import { eventColumns } from '../../query/event-columns.ts'
import { skippingFaulty } from '../skip-faulty.ts'
import type { StoreWriter } from '../store-writer.ts'
import { usPerDay } from './event-sql.ts'
import { knowTold } from './ingest-state.ts'

/** WindowLocations that are remembered for events that come later and refer to them. */
const mostPlaces = 2_000_000

/**
 * Makes the view `kept` of what is kept of `batch`, with `row` and `day`, and what `resolved` needs. Label, device and user are those
 * of the sensor at the event's time; before the first that is known of them, the first. The host is that of the page referred to.
 */
export async function resolveBatch(writer: StoreWriter): Promise<void> {
  const { duck } = writer
  const [lost] = await duck.rows<{ rows: number }>('SELECT count(*) AS "rows" FROM dropped')
  const where = lost?.rows === 0 ? '' : 'WHERE b.rowid NOT IN (SELECT row FROM dropped)'
  await duck.run(
    `CREATE OR REPLACE VIEW kept AS SELECT b.*, b.rowid AS row, b.received // ${usPerDay} AS day FROM batch b ${where}`,
  )
  await rememberPlaces(writer)
  await duck.run(pagesTable)
  await knowTold(duck, 'kept')
  await duck.run(whoTable)
}

/** Selects the columns of `events` from rows of `kept`. */
export function resolved(from: string): string {
  const special: Record<string, string> = {
    hostname: `CASE WHEN b."type" = 'WindowLocation' THEN b.hostname ELSE coalesce(b.hostname, nullif(p.hostname, '')) END`,
    label: 'w.label',
    device: 'w.device',
    user: 'w."user"',
    conflict: 'b.row IN (SELECT row FROM conflicting)',
  }
  const columns = eventColumns.map(
    ({ name }) => `${special[name] ?? `b.${sqlName(name)}`} AS ${sqlName(name)}`,
  )
  return `SELECT ${columns.join(', ')}
    FROM ${from} b
    LEFT JOIN pages p ON p.sensor = b.sensor AND p.time = b."windowLocationReference"
    LEFT JOIN who w ON w.sensor = b.sensor AND b.time >= w."fromTime" AND b.time < w."toTime"`
}

/** The few of all places that events without a host refer to: joining with all of them would cost as much as writing the batch. */
const pagesTable = `
  CREATE OR REPLACE TABLE pages AS SELECT sensor, time, max(hostname) AS hostname FROM places SEMI JOIN referred USING (sensor, time)
  GROUP BY sensor, time`

/** For each sensor, from when until when it had which label, device and user. */
const whoTable = `
  CREATE OR REPLACE TABLE who AS
  WITH filled AS (
    SELECT sensor, time,
      last_value(label IGNORE NULLS) OVER known AS label,
      last_value(device IGNORE NULLS) OVER known AS device,
      last_value("user" IGNORE NULLS) OVER known AS "user"
    FROM (SELECT sensor, time, max(label) AS label, max(device) AS device, max("user") AS "user" FROM told GROUP BY ALL)
    WINDOW known AS (PARTITION BY sensor ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)),
  changes AS (
    SELECT * FROM filled
    WINDOW mine AS (PARTITION BY sensor ORDER BY time)
    QUALIFY lag(sensor) OVER mine IS NULL
      OR (label, device, "user") IS DISTINCT FROM (lag(label) OVER mine, lag(device) OVER mine, lag("user") OVER mine))
  SELECT sensor,
    CASE WHEN row_number() OVER mine = 1 THEN 0 ELSE time END AS "fromTime",
    lead(time, 1, 9223372036854775807) OVER mine AS "toTime",
    label, device, "user"
  FROM changes WINDOW mine AS (PARTITION BY sensor ORDER BY time)`

/** After `who` was made: what was told in between says nothing more. */
export async function compactTold(duck: Duck): Promise<void> {
  await duck.run(`CREATE OR REPLACE TABLE told AS
    SELECT w.sensor, t.time, w.label, w.device, w."user" FROM who w
    JOIN (SELECT sensor, min(time) AS first FROM told GROUP BY sensor) f USING (sensor)
    CROSS JOIN LATERAL (SELECT CASE WHEN w."fromTime" = 0 THEN f.first ELSE w."fromTime" END AS time) t`)
}

async function rememberPlaces(writer: StoreWriter): Promise<void> {
  const { duck, directory } = writer
  await duck.run(`
    INSERT INTO places SELECT sensor, time, hostname FROM kept WHERE "type" = 'WindowLocation' AND hostname IS NOT NULL`)
  await duck.run(`
    CREATE OR REPLACE TABLE referred AS SELECT DISTINCT sensor, "windowLocationReference" AS time FROM kept
    WHERE "windowLocationReference" > 0 AND hostname IS NULL`)
  await duck.run(
    'CREATE OR REPLACE TABLE missing AS SELECT * FROM referred ANTI JOIN places USING (sensor, time)',
  )
  const [range] = await duck.rows<{ low: number | null; high: number | null }>(
    'SELECT min(time) AS low, max(time) AS high FROM missing',
  )
  if (range !== undefined && range.low !== null && range.high !== null) {
    const { low, high } = range
    const near = writer
      .manifest()
      .events.filter(({ path }) => !writer.faulty.has(path))
      .filter(({ minTime, maxTime }) => maxTime >= low && minTime <= high)
    const paths = near.map(({ path }) => sqlText(join(directory, path)))
    if (near.length > 0) await skippingFaulty(writer, near, () => findPlaces(duck, paths, [low, high]))
  }
  await forgetOldPlaces(duck)
}

/** Looks for pages of earlier imports; what is not found is remembered as unknown, so that it is looked for once. */
async function findPlaces(
  duck: Duck,
  paths: readonly string[],
  [low, high]: [number, number],
): Promise<void> {
  await duck.run(`
    INSERT INTO places SELECT m.sensor, m.time, max(e.hostname) FROM missing m LEFT JOIN (
      SELECT sensor, time, hostname FROM read_parquet([${paths.join(', ')}])
      WHERE "type" = 'WindowLocation' AND time BETWEEN ${low} AND ${high}) e USING (sensor, time)
    GROUP BY m.sensor, m.time`)
}

async function forgetOldPlaces(duck: Duck): Promise<void> {
  const [count] = await duck.rows<{ rows: number }>('SELECT count(*) AS "rows" FROM places')
  if ((count?.rows ?? 0) <= mostPlaces) return
  await duck.run(
    'CREATE OR REPLACE TABLE places AS SELECT * FROM places WHERE time > (SELECT approx_quantile(time, 0.5) FROM places)',
  )
}
