import { sqlName, sqlText } from '../../duck/sql-text.ts'
import type { EventColumn } from '../../query/event-columns.ts'

/** Larger numbers may be others in another parser. */
const largestSure = 8_999_999_999_999_999
const sixteenDigits = 1_000_000_000_000_000
/** What a value that is no string begins with, as JSON or as some parsers take it. */
const startsOfNoString = '-0123456789tfnNiI{['

/**
 * SQL for whether a line is what `JSON.stringify` writes of an event that has no other fields than these columns, which stand beside
 * `line` as the database's parser read them from it.
 *
 * It compares lengths, where looking at each character would take longer than parsing. That is enough: nothing in such a line takes fewer
 * characters than it should, and whatever else were in it would take some. What could take fewer is looked for with its key; did both
 * stand elsewhere than where the value is, they would take more than the value saves.
 * - Without a backslash, a string is as long as its text. A value that is no string would be shorter.
 * - A whole number is shorter in scientific notation only if its last three digits are zeros.
 * - A number may be taken for a flag.
 */
export function isPlainLine(columns: readonly EventColumn[]): string {
  const lengths = columns.map(column => `coalesce(${valueLength(column)} + ${column.name.length + 4}, 0)`)
  return `CASE WHEN strlen(line) = 1 + ${lengths.join(' + ')} AND NOT contains(line, '\\')
    THEN ${columns.map(takesItsLength).join(' AND ')} ELSE false END`
}

/** Characters that the value should take. */
function valueLength({ name, sqlType }: EventColumn): string {
  const value = sqlName(name)
  if (sqlType === 'BOOLEAN') return `CASE WHEN ${value} THEN 4 WHEN NOT ${value} THEN 5 END`
  if (sqlType === 'VARCHAR' || sqlType === 'BLOB') return `strlen(${value}) + 2`
  return `CASE WHEN ${value} >= ${sixteenDigits} THEN 16 ELSE strlen(${value}::VARCHAR) END`
}

/** Whether the value takes no fewer. */
function takesItsLength({ name, sqlType }: EventColumn): string {
  const value = sqlName(name)
  const key = `"${name}":`
  const isWritten = (before: string) => `contains(line, ${sqlText(before)})`
  if (sqlType === 'BOOLEAN')
    return `CASE WHEN ${value} IS NULL THEN true WHEN ${value} THEN ${isWritten(`${key}true`)} ELSE ${isWritten(`${key}false`)} END`
  if (sqlType === 'VARCHAR' || sqlType === 'BLOB')
    return `CASE WHEN ${maybeNoString(name)} THEN contains(line, ${sqlText(`${key}"`)} || ${value}) ELSE true END`
  return `CASE WHEN ${value} < 0 OR ${value} > ${largestSure} THEN false
    WHEN ${value} % 1000 = 0 AND ${value} <> 0 THEN contains(line, ${sqlText(key)} || ${value}) ELSE true END`
}

/** What is no UUID in `sensor` and `group` is refused by whoever looks at all of them. */
function maybeNoString(name: string): string {
  if (name === 'sensor' || name === 'group') return 'false'
  // Most begin with a digit.
  if (name === 'epoch') return `NOT regexp_full_match("epoch", '[0-9a-f]*[abcdf][0-9a-f]*')`
  return `contains('${startsOfNoString}', left(${sqlName(name)}, 1))`
}
