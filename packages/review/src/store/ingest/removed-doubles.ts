import type { StoreFile } from '../manifest.ts'
import { removedRows } from '../removed-rows.ts'
import type { StoreWriter } from '../store-writer.ts'
import { writeParquet } from './write-batch.ts'

/** Notes events that are stored under another id: without that the gap proof would miss their own. */
export async function writeRemovedDoubles(writer: StoreWriter): Promise<StoreFile[]> {
  const [count] = await writer.duck.rows<{ rows: number }>(
    'SELECT count(*) AS "rows" FROM dropped WHERE moved',
  )
  if (count === undefined || count.rows === 0) return []
  const from = '(SELECT * FROM batch WHERE rowid IN (SELECT row FROM dropped WHERE moved))'
  return [await writeParquet(writer, 'removed', { select: removedRows(from, 'double') })]
}
