import { sqlName, sqlText } from '../duck/sql-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import { foldText } from '../query/fold-text.ts'
import { compileKnownText, knownSource } from '../query/newer-characters.ts'
import type { NeededText, TextPattern, WildcardPiece } from '../query/query.ts'
import type { QueryParameters } from '../query/query-parameters.ts'
import { regexLiteral } from '../query/regex-literal.ts'
import { foldPieces } from '../query/text-pattern.ts'

/** The columns that texts are looked for in; `rest` stands for every text inside of it. */
const searched = eventColumns.filter(({ freeText }) => freeText).map(({ name }) => name)
/** Values of one block. Searching a few long texts is several times as quick as many short ones. */
const blockValues = 500

/** Columns that say something of each other have few combinations: looking for those first takes less than for each. */
const together: readonly (readonly (typeof searched)[number][])[] = [
  ['sensor', 'group', 'label', 'device', 'user'],
  ['type', 'protocol', 'inputType', 'userAgent'],
  ['path', 'search', 'hash'],
]

/**
 * Selects the different texts of a file of events: a column for each searched one, its values in blocks, one a line.
 * Columns with a value that has a line end itself are named in `broken`.
 */
export function textBlocksOf(path: string): string {
  const source = `read_parquet(${sqlText(path)})`
  const alone = searched.filter(name => name !== 'rest' && !together.flat().includes(name))
  const some = [...together, ...alone.map(name => [name])].map(names => valuesOf(names, source))
  const blocks = searched.map(name => `max("text") FILTER ("column" = ${sqlText(name)}) AS ${sqlName(name)}`)
  return `WITH texts AS MATERIALIZED (
      SELECT DISTINCT *, contains("value", chr(10)) AS "isBroken" FROM (${[...some, textsOfRest(source)].join(' UNION ALL ')})
      WHERE "value" IS NOT NULL),
    placed AS (
      SELECT "column", "value", row_number() OVER (PARTITION BY "column" ORDER BY "value") // ${blockValues} AS "block"
      FROM texts WHERE NOT "isBroken"),
    blocks AS (
      SELECT "column", "block", string_agg("value", chr(10)) AS "text" FROM placed GROUP BY ALL)
    SELECT ${blocks.join(', ')},
      (SELECT string_agg(DISTINCT "column", ' ') FROM texts WHERE "isBroken") AS "broken"
    FROM (SELECT * FROM blocks UNION ALL SELECT NULL, 0, NULL) GROUP BY "block" ORDER BY "block"`
}

function valuesOf(names: readonly string[], source: string): string {
  const columns = names.map(sqlName).join(', ')
  return `SELECT unnest([${names.map(sqlText).join(', ')}]) AS "column", unnest([${columns}]) AS "value"
    FROM (SELECT DISTINCT ${columns} FROM ${source})`
}

/** Every text inside of `rest`, as the query language finds them. */
function textsOfRest(source: string): string {
  return `SELECT 'rest' AS "column", json_extract_string(x, '$') AS "value"
    FROM (SELECT unnest(try(json_extract("rest", '$..*'))) AS x FROM (SELECT DISTINCT "rest" FROM ${source} WHERE "rest" IS NOT NULL))
    WHERE json_type(x) = 'VARCHAR'`
}

/** SQL for whether a row of blocks may hold a text that is needed: sometimes yes for too many, never no for one that does. */
export function mayHold({ columns, pattern, whole }: NeededText, bind: QueryParameters['bind']): string {
  const inBlock = blockTest(pattern, whole, bind)
  const tests = (columns ?? searched).map(
    name =>
      `coalesce(${inBlock(sqlName(name))}, false) OR coalesce(contains("broken", ${sqlText(name)}), false)`,
  )
  return `(${tests.join(' OR ')})`
}

type BlockTest = (block: string) => string

function blockTest(pattern: TextPattern, whole: boolean, bind: QueryParameters['bind']): BlockTest {
  if (pattern.kind === 'regex') return regexTest(pattern.source, bind)
  if (pattern.kind === 'wildcard') {
    const line = foldPieces(pattern.pieces, true).map(pieceOfLine).join('')
    const expression = bind(whole ? `(?m)^(${line})$` : `(${line})`)
    return block => `regexp_matches(lower(${block}), ${expression})`
  }
  const text = foldText(pattern.text)
  const wanted = bind(whole ? `\n${text}\n` : text)
  return block =>
    `contains(${whole ? `chr(10) || lower(${block}) || chr(10)` : `lower(${block})`}, ${wanted})`
}

/** What ties itself to the ends of the whole text, or switches the meaning of `^` and `$`, says nothing of lines. */
const notOfLines = /\\[AzZQ]|\(\?[a-zA-Z]*-/

function regexTest(source: string, bind: QueryParameters['bind']): BlockTest {
  if (notOfLines.test(source)) return block => `${block} IS NOT NULL`
  const expression = bind(`(?im)(${knownSource(source)})`)
  const literal = regexLiteral(source)
  const finds = (block: string) => `regexp_matches(${compileKnownText(source, block, bind)}, ${expression})`
  if (literal === undefined) return finds
  const wanted = bind(literal)
  return block => `CASE WHEN contains(lower(${block}), ${wanted}) THEN ${finds(block)} ELSE false END`
}

function pieceOfLine(piece: WildcardPiece): string {
  if (piece === '*') return '[^\\n]*'
  return piece === '?' ? '[^\\n]' : piece.literal.replace(/[!-/:-@[-`{-~]/g, '\\$&')
}
