import { eventSchemas } from '@weaklayer/wire'
import { sqlName, sqlText } from '../../duck/sql-text.ts'
import type { EventColumn } from '../../query/event-columns.ts'

/** Larger numbers may be others in another parser. */
const largestSure = 8_999_999_999_999_999
const sixteenDigits = 1_000_000_000_000_000
/** What an epoch has that is no number. */
const lettersOfEpoch = 'abcdf'
/** Characters of values that every event has. With another time a line is not plain, with other ids it is refused by whoever looks at all of them. */
const usualLengths: Record<string, number> = { time: 16, received: 16, sensor: 38, group: 38 }

/**
 * SQL for whether a line is what `JSON.stringify` writes of an event that has no other fields than those of these columns that are usual
 * for its type; they stand beside `line` as the database's parser read them from it. Of a type with fields that no column holds, no line is; `was`, which few
 * events have, does not count.
 *
 * It compares lengths, where looking at each character would take longer than parsing. That is enough: nothing in such a line takes fewer
 * characters than it should, and whatever else were in it would take some. What could take fewer is looked for with its key; did both
 * stand elsewhere than where the value is, they would take more than the value saves.
 * - A string is as long as its text, or longer where something in it is escaped. A value that is no string would be shorter.
 * - A whole number is shorter in scientific notation only if its last three digits are zeros.
 * - A number may be taken for a flag.
 */
export function isPlainLine(columns: readonly EventColumn[]): string {
  const cases = Object.entries(eventSchemas).flatMap(([type, { shape }]) => {
    const fields = [...Object.keys(shape), 'sensor', 'group', 'received']
    const own = columns.filter(({ name }) => fields.includes(name))
    const hasOthers = fields.some(field => field !== 'was' && !own.some(({ name }) => name === field))
    return hasOthers ? [] : [`WHEN ${sqlText(type)} THEN ${holdsOnly(type, own)}`]
  })
  return `CASE "type" ${cases.join(' ')} ELSE false END`
}

function holdsOnly(type: string, columns: readonly EventColumn[]): string {
  const lengths: Record<string, number> = { ...usualLengths, type: type.length + 2 }
  const sure = columns.filter(({ name }) => name in lengths)
  const others = columns.filter(({ name }) => !(name in lengths))
  const sureLength = sure.reduce((sum, { name }) => sum + keyLength(name) + (lengths[name] ?? 0), 1)
  const otherLengths = others.map(column => `coalesce(${valueLength(column)} + ${keyLength(column.name)}, 0)`)
  const checked = columns.filter(({ name }) => !['type', 'sensor', 'group'].includes(name))
  return `CASE WHEN strlen(line) = ${[sureLength, ...otherLengths].join(' + ')}
    THEN ${checked.map(takesItsLength).join(' AND ')} ELSE false END`
}

/** With its quotes, the colon and a comma or bracket. */
function keyLength(name: string): number {
  return name.length + 4
}

/** Characters that the value should take. */
function valueLength({ name, sqlType }: EventColumn): string {
  const value = sqlName(name)
  if (sqlType === 'BOOLEAN') return `CASE WHEN ${value} THEN 4 WHEN NOT ${value} THEN 5 END`
  if (sqlType === 'VARCHAR' || sqlType === 'BLOB') return `strlen(${value}) + 2`
  return `CASE WHEN ${value} >= ${sixteenDigits} THEN 16 WHEN ${value} < 10 THEN 1 ELSE strlen(${value}::VARCHAR) END`
}

/** Whether the value takes no fewer. */
function takesItsLength({ name, sqlType }: EventColumn): string {
  const value = sqlName(name)
  const key = `"${name}":`
  const isWritten = (before: string) => `contains(line, ${sqlText(before)})`
  if (sqlType === 'BOOLEAN')
    return `CASE WHEN ${value} IS NULL THEN true WHEN ${value} THEN ${isWritten(`${key}true`)} ELSE ${isWritten(`${key}false`)} END`
  if (sqlType === 'VARCHAR' || sqlType === 'BLOB')
    return `CASE WHEN ${isSurelyString(name)} THEN true ELSE contains(line, ${sqlText(`${key}"`)} || ${value}) END`
  return `CASE WHEN ${value} < ${name in usualLengths ? sixteenDigits : 0} OR ${value} > ${largestSure} THEN false
    WHEN ${value} % 1000 = 0 AND ${value} <> 0 THEN contains(line, ${sqlText(key)} || ${value}) ELSE true END`
}

/** How most values of a column look, and no number, flag, list or object. */
const usualStrings: Record<string, (value: string) => string> = {
  protocol: value => `ends_with(${value}, ':')`,
  path: value => `starts_with(${value}, '/')`,
  search: value => `${value} = '' OR starts_with(${value}, '?')`,
  hash: value => `${value} = '' OR starts_with(${value}, '#')`,
  textHash: value => `ends_with(${value}, '=')`,
  // What is no hexadecimal number is refused by whoever looks at all of them.
  epoch: value =>
    `strlen(${value}) = 16 AND (${[...lettersOfEpoch].map(letter => `contains(${value}, '${letter}')`).join(' OR ')})`,
}

/** Whether the value is a string by its look, or absent. */
function isSurelyString(name: string): string {
  const value = sqlName(name)
  const first = `ascii(${value})`
  const isWord = `${first} BETWEEN ${'a'.charCodeAt(0)} AND ${'z'.charCodeAt(0)} AND ${value} NOT IN ('true', 'false')`
  // Some parsers take `nan` and `inf` for numbers.
  const isOther = [...'ni'].map(letter => `${first} <> ${letter.charCodeAt(0)}`).join(' AND ')
  return `${value} IS NULL OR ${usualStrings[name]?.(value) ?? `${isWord} AND ${isOther}`}`
}
