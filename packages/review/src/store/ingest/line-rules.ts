import { eventSeverities } from '@weaklayer/wire'
import { sqlName, sqlText } from '../../duck/sql-text.ts'
import { type EventColumn, eventColumns } from '../../query/event-columns.ts'
import { hostFields } from '../../query/event-row.ts'
import { isPlainLine } from './plain-line.ts'

/**
 * SQL that reads lines of events. It judges only what surely is an ordinary line, as `JSON.stringify` writes it (most are recognised
 * by their lengths: plain-line.ts, the others by what they do not hold):
 * everything else (duplicate keys, odd numbers, escapes, moved events, what is no event at all) is given back as text
 * for JavaScript to judge, so that both ways have one meaning and a hostile line costs only itself.
 */
const wireColumns: readonly EventColumn[] = [
  ...eventColumns.filter(column => 'wireField' in column),
  ...eventColumns.filter(({ name }) => name === 'hostname'),
]

const integers = namesOf(['BIGINT', 'INTEGER'])
const booleans = namesOf(['BOOLEAN'])
const texts = namesOf(['VARCHAR', 'BLOB'])

/** Matches what no ordinary line has: known fields with another kind of value, and what only some parsers take. */
const oddLine = [
  `"(?:(?:${integers})":(?:[^0-9]|0[0-9]|9[0-9]{15}|[0-9]{17}|[0-9]*[^0-9,}])`,
  `(?:${texts})":[^"]`,
  `(?:${booleans})":[^tf]`,
  '[ \\t]+:)',
  ',[ \\t\\r]+[}\\]]',
].join('|')

/** Numbers that could be another value in another parser, and commas that JSON does not take. */
const oddRest = '[:,\\[][ \\t]*(?:-?(?:N|n[^u]|I|i|[0-9.]+[eE])|[}\\]])|,[ \\t]*[}\\]]'

const textHashForm = '(?:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)?'
/** Longer ones may be nested deeper than is read. */
const mostRestBytes = 1000

/**
 * Selects the columns of `events` from a table with a column `line`; `line` is null for ordinary lines, and `nth` for all: rows
 * that are judged later get the place of their line there.
 */
export function selectRows(from: string): string {
  const fields = wireColumns.map(
    ({ name, sqlType }) => `"${name}":"${sqlType === 'BLOB' ? 'VARCHAR' : sqlType}"`,
  )
  const known = wireColumns.map(({ name }) => `(${sqlName(name)} IS NOT NULL)::INT`).join(' + ')
  return `
    SELECT ${eventColumns.map(columnSql).join(', ')}, CASE WHEN odd THEN line END AS line, NULL::BIGINT AS nth
    FROM (
      SELECT *, coalesce(CASE WHEN plain THEN ${wrongSql} ELSE ${wrongSql} OR ${oddSql} END, true) AS odd
      FROM (
        SELECT *, CASE WHEN keys > known THEN TRY(json_merge_patch(line, ${sqlText(withoutKnown)})) END AS rest
        FROM (
          SELECT *, CASE WHEN NOT plain THEN len(TRY(json_keys(line))) END AS keys, CASE WHEN NOT plain THEN ${known} END AS known
          FROM (
            SELECT *, ${isPlainLine(wireColumns)} AS plain
            FROM (SELECT line, event.* FROM (SELECT line, TRY(json_transform(line, '{${fields.join(',')}}')) AS event FROM ${from}))))))`
}

const withoutKnown = `{${wireColumns.map(({ name }) => `"${name}":null`).join(',')}}`

/** Values that no stored event has, or whose fields are not those of a column. */
const wrongSql = `(contains(line, chr(65279))
  OR strlen("type") = 0 OR strlen("type") > 64
  OR "time" < 1 OR "received" < 1 OR "seq" < 1
  OR "sensor" IS NULL OR "group" IS NULL
  OR ("epoch" IS NULL) <> ("seq" IS NULL)
  OR ("hostname" IS NOT NULL AND "type" <> 'WindowLocation')
  OR CASE WHEN "textHash" IS NULL THEN false ELSE
    NOT regexp_full_match("textHash", ${sqlText(textHashForm)}) END)`

/** What else makes a line odd that is not plain. */
const oddSql = `(keys <> known + CASE WHEN rest IS NULL THEN 0 ELSE len(json_keys(rest)) END
  OR contains(line, '\\u')
  OR regexp_matches(line, ${sqlText(oddLine)})
  OR CASE WHEN rest IS NULL THEN false ELSE
    strlen(rest) > ${mostRestBytes} OR contains(rest, '"was":') OR regexp_matches(line, ${sqlText(oddRest)}) END
  OR contains(line, ',}') OR NOT starts_with(line, '{'))`

function columnSql(column: EventColumn): string {
  const name = sqlName(column.name)
  const special: Record<string, string> = {
    textHash: 'CASE WHEN NOT odd THEN from_base64("textHash") END',
    hostname: `CASE WHEN odd THEN NULL WHEN rest IS NULL THEN hostname ELSE coalesce(hostname, ${ownHost}) END`,
    severity: severity,
    conflict: 'false',
    rest: 'CASE WHEN NOT odd THEN rest::VARCHAR END',
  }
  const given = special[column.name]
  if (given !== undefined) return `${given} AS ${name}`
  return 'wireField' in column ? name : `NULL::${column.sqlType} AS ${name}`
}

/** The host that an event of a later type names itself. */
const ownHost = `CASE WHEN "type" <> 'WindowLocation' THEN coalesce(${hostFields
  .map(field => `regexp_extract(json_extract(rest, '$.${field}')::VARCHAR, '^"([^"\\\\]+)"$', 1)`)
  .map(text => `nullif(${text}, '')`)
  .join(', ')}) END`

const severity = `CASE "type" ${Object.entries(eventSeverities)
  .map(([type, value]) => `WHEN ${sqlText(type)} THEN ${sqlText(value)}`)
  .join(' ')} ELSE 'normal' END`

function namesOf(types: readonly string[]): string {
  return wireColumns
    .filter(({ sqlType }) => types.includes(sqlType))
    .map(({ name }) => name)
    .join('|')
}
