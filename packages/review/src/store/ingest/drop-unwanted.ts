import type { Duck } from '../../duck/duck.ts'
import { sqlText } from '../../duck/sql-text.ts'
import type { Manifest } from '../manifest.ts'

/** Takes out of `batch` what retention or an erasure removed from the store before; gives how many. */
export async function dropUnwanted(
  duck: Duck,
  { tombstones, retainedSinceUs }: Pick<Manifest, 'tombstones' | 'retainedSinceUs'>,
): Promise<number> {
  const conditions = [
    ...tombstones.map(({ sensor, untilUs }) => `(sensor = ${sqlText(sensor)} AND received <= ${untilUs})`),
    ...retained(retainedSinceUs),
  ]
  if (conditions.length === 0) return 0
  const where = conditions.join(' OR ')
  const [count] = await duck.rows<{ rows: number }>(`SELECT count(*) AS "rows" FROM batch WHERE ${where}`)
  if (count === undefined || count.rows === 0) return 0
  await duck.run(`CREATE OR REPLACE TABLE batch AS SELECT * FROM batch WHERE NOT (${where})`)
  return count.rows
}

function retained(sinceUs: Manifest['retainedSinceUs']): string[] {
  const { '*': others, ...types } = sinceUs
  const named = Object.keys(types).map(sqlText)
  return [
    ...Object.entries(types).map(([type, us]) => `("type" = ${sqlText(type)} AND received < ${us})`),
    ...(others === undefined
      ? []
      : [`(received < ${others}${named.length > 0 ? ` AND "type" NOT IN (${named.join(', ')})` : ''})`]),
  ]
}
