import { usPerDay } from './event-sql.ts'

/**
 * Selects what many events of a batch have in common, so that whoever asks for ids, ranges or files asks few rows: `sensor`, `group`, `epoch`,
 * `day` (since 1970 UTC), and the range of seq, of time for those without an epoch: `low` and `high`.
 */
export function spansOf(from: string): string {
  return `SELECT sensor, "group", epoch, received // ${usPerDay} AS day, min(coalesce(seq, time)) AS low, max(coalesce(seq, time)) AS high
    FROM ${from} GROUP BY ALL`
}
