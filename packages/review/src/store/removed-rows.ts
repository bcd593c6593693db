/**
 * Selects the rows of the view `removed` for events that are taken away: a row for each run of seqs, and one with its text for
 * each Status and Dropped. Events without seq leave no hole.
 */
export function removedRows(from: string, why: 'retention' | 'erasure' | 'double'): string {
  const told = `"type" IN ('Status', 'Dropped')`
  return `
    SELECT sensor, "group", epoch, min(seq) AS "fromSeq", max(seq) AS "toSeq", min(time) AS "firstTime",
      max(received) AS "lastReceived", '${why}' AS why, max(told) AS told
    FROM (
      SELECT *, seq - row_number() OVER (PARTITION BY sensor, epoch, told ORDER BY seq) AS run
      FROM (
        SELECT DISTINCT sensor, "group", epoch, seq, time, received,
          CASE WHEN ${told} THEN TRY(json_merge_patch(rest, '{"label":null,"device":null,"user":null}',
            json_object('type', "type", 'time', time, 'epoch', epoch, 'seq', seq, 'sensor', sensor, 'group', "group",
              'received', received))) END AS told
        FROM ${from} WHERE epoch IS NOT NULL AND seq IS NOT NULL))
    GROUP BY sensor, "group", epoch, told, run ORDER BY sensor, epoch, "fromSeq"`
}
