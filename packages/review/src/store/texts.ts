import { join } from 'node:path'
import type { Duck } from '../duck/duck.ts'
import { sqlName, sqlText } from '../duck/sql-text.ts'
import { compileText } from '../query/compile-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import type { NeededText, TextNeed } from '../query/query.ts'
import { createParameters, type QueryParameters } from '../query/query-parameters.ts'
import type { EventPart } from './event-parts.ts'
import { type StoreFault, whatIsWrong } from './fault-tolerance.ts'

const searched = eventColumns.filter(({ freeText }) => freeText)

/** Every text inside of `rest`, as the query language finds them. */
const textsOfRest = `SELECT DISTINCT 'rest' AS "column", json_extract_string(x, '$') AS "value"
  FROM (SELECT unnest(try(json_extract("rest", '$..*'))) AS x FROM (SELECT DISTINCT "rest" FROM source WHERE "rest" IS NOT NULL))
  WHERE json_type(x) = 'VARCHAR'`

/** Selects the different texts of a file of events, each with its column. */
export function textsOf(path: string): string {
  const columns = searched
    .filter(({ name }) => name !== 'rest')
    .map(
      ({ name }) =>
        `SELECT DISTINCT ${sqlText(name)} AS "column", ${sqlName(name)} AS "value" FROM source WHERE ${sqlName(name)} IS NOT NULL`,
    )
  return `WITH source AS (SELECT * FROM read_parquet(${sqlText(path)}))
    SELECT * FROM (${[...columns, textsOfRest].join(' UNION ALL ')}) ORDER BY "column", "value"`
}

interface TextLists {
  duck: Duck
  directory: string
  /** Lists that cannot be read: their pieces are read themselves. */
  faults: StoreFault[]
}

/** The pieces of which the lists of texts say that an event may meet all needs, and those without a list. */
export async function partsWithTexts(
  lists: TextLists,
  parts: readonly EventPart[],
  needs: readonly TextNeed[],
): Promise<EventPart[]> {
  const isListed = ({ texts }: EventPart) =>
    texts !== undefined && !lists.faults.some(({ path }) => path === texts)
  let left = [...parts]
  for (const need of needs) {
    const listed = left.filter(isListed).map(({ texts }) => texts as string)
    if (listed.length === 0) break
    const matching = await listsMeeting(lists, listed, need)
    left = left.filter(part => !isListed(part) || matching.has(part.texts as string))
  }
  return left
}

/** When they cannot be read together, each is by itself: a faulty one counts as one that matches. */
async function listsMeeting(
  lists: TextLists,
  paths: readonly string[],
  need: TextNeed,
): Promise<Set<string>> {
  try {
    return await matching(lists, paths, need)
  } catch (error) {
    const found = new Set<string>()
    let faulty = false
    for (const path of paths) {
      const message = await whatIsWrong(lists.duck, join(lists.directory, path))
      if (message === undefined && !(await matching(lists, [path], need)).has(path)) continue
      found.add(path)
      faulty ||= message !== undefined
      if (message !== undefined) lists.faults.push({ path, message })
    }
    if (!faulty) throw error
    return found
  }
}

async function matching({ duck, directory }: TextLists, paths: readonly string[], { anyOf }: TextNeed) {
  const { values, bind } = createParameters()
  const condition = anyOf.map(needed => conditionOf(needed, bind)).join(' OR ')
  const files = paths.map(path => sqlText(join(directory, path)))
  const rows = await duck.rows<{ filename: string }>(
    `SELECT DISTINCT "filename" FROM read_parquet([${files.join(', ')}], filename = true) WHERE ${condition}`,
    values,
  )
  const found = new Set(rows.map(({ filename }) => filename))
  return new Set(paths.filter(path => found.has(join(directory, path))))
}

function conditionOf({ columns, pattern, whole }: NeededText, bind: QueryParameters['bind']): string {
  const text = compileText(pattern, '"value"', { bind, whole })
  return columns === undefined ? text : `("column" IN (${columns.map(sqlText).join(', ')}) AND ${text})`
}
