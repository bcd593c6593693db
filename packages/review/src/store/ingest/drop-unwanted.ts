import type { Duck } from '../../duck/duck.ts'
import { sqlText } from '../../duck/sql-text.ts'
import type { Manifest } from '../manifest.ts'
import { expired } from '../retained-since.ts'

/** Takes out of `batch` what retention or an erasure removed from the store before; gives how many. */
export async function dropUnwanted(
  duck: Duck,
  { tombstones, retainedSinceUs }: Pick<Manifest, 'tombstones' | 'retainedSinceUs'>,
): Promise<number> {
  const conditions = [
    ...tombstones.map(({ sensor, untilUs }) => `(sensor = ${sqlText(sensor)} AND received <= ${untilUs})`),
    ...(Object.keys(retainedSinceUs).length > 0 ? [expired(retainedSinceUs)] : []),
  ]
  if (conditions.length === 0) return 0
  const where = conditions.join(' OR ')
  const [count] = await duck.rows<{ rows: number }>(`SELECT count(*) AS "rows" FROM batch WHERE ${where}`)
  if (count === undefined || count.rows === 0) return 0
  await duck.run(`DELETE FROM batch WHERE ${where}`)
  return count.rows
}
