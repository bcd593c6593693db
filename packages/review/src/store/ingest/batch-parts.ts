import type { Duck } from '../../duck/duck.ts'
import { sqlText } from '../../duck/sql-text.ts'
import type { EventsFile } from '../manifest.ts'
import { dayName } from './event-sql.ts'
import { resolved } from './resolve-batch.ts'

/** The events of one day and group of a batch. */
export interface BatchPart
  extends Pick<EventsFile, 'day' | 'group' | 'minTime' | 'maxTime' | 'minReceived' | 'maxReceived'> {
  /** What holds for their rows of `kept`. */
  where: string
  /** Selects the columns of `events` in the order in which they are written. */
  select: string
}

/** Some rows of a batch that stand side by side. */
export interface Slice {
  dayNumber: number
  group: string
  fromRow: number
  toRow: number
  minTime: number
  maxTime: number
  minReceived: number
  maxReceived: number
}

/** Newest first, and what a sensor sent at once side by side: pages come from the first row groups, and it compresses best. */
export const eventOrder = 'received DESC, sensor, epoch, seq DESC, time DESC'
/** As many as a row group of a file has, at most. */
const sliceRows = 122_880

/** What is kept of a batch, by day and group. */
export async function partsOfBatch(duck: Duck): Promise<BatchPart[]> {
  const slices = await duck.rows<Slice>(`
    SELECT day AS "dayNumber", "group", min(row) AS "fromRow", max(row) AS "toRow", min(time) AS "minTime", max(time) AS "maxTime",
      min(received) AS "minReceived", max(received) AS "maxReceived"
    FROM kept GROUP BY day, "group", row // ${sliceRows} ORDER BY day, "group", "fromRow"`)
  return [...Map.groupBy(slices, ({ dayNumber, group }) => `${dayNumber}/${group}`).values()].map(partOf)
}

function partOf(slices: readonly Slice[]): BatchPart {
  const { dayNumber, group } = slices[0] as Slice
  const where = `day = ${dayNumber} AND "group" = ${sqlText(group)}`
  return {
    day: dayName(dayNumber),
    group,
    minTime: Math.min(...slices.map(({ minTime }) => minTime)),
    maxTime: Math.max(...slices.map(({ maxTime }) => maxTime)),
    minReceived: Math.min(...slices.map(({ minReceived }) => minReceived)),
    maxReceived: Math.max(...slices.map(({ maxReceived }) => maxReceived)),
    where,
    select: isInOrder(slices)
      ? resolved(`(${newestSliceFirst(slices, where)})`)
      : `FROM (${resolved(`(SELECT * FROM kept WHERE ${where})`)}) ORDER BY ${eventOrder}`,
  }
}

/**
 * Whether slices follow each other in time, as a gateway writes events; few may stand elsewhere. Sorting costs a third of
 * writing a file, and all it gives then is the order within a row group, which a question reads whole.
 */
export function isInOrder(slices: readonly Pick<Slice, 'minReceived' | 'maxReceived'>[]): boolean {
  const covered = slices.reduce((sum, { minReceived, maxReceived }) => sum + maxReceived - minReceived, 0)
  const first = Math.min(...slices.map(({ minReceived }) => minReceived))
  const last = Math.max(...slices.map(({ maxReceived }) => maxReceived))
  return covered <= 2 * (last - first)
}

function newestSliceFirst(slices: readonly Slice[], where: string): string {
  return slices
    .toSorted((left, right) => right.maxReceived - left.maxReceived)
    .map(({ fromRow, toRow }) => `SELECT * FROM kept WHERE row BETWEEN ${fromRow} AND ${toRow} AND ${where}`)
    .join(' UNION ALL ')
}
