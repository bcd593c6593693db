import { plainText } from '../plain-text.ts'
import { eventColumns } from '../query/event-columns.ts'
import type { EventRow } from '../query/event-row.ts'

/**
 * Where a spreadsheet would begin a formula: at the start of a cell, and behind what another program takes for the end of one.
 * Full-width and small forms of the signs count as the signs.
 */
const formulaStart =
  /(^|[;|\t])([\p{Zs}'"]*)([=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20])/gu

/** The first line: names of the columns. */
export function csvHead(): string {
  return eventColumns.map(({ name }) => quoted(name)).join(',')
}

/**
 * One event as a line of CSV, for people and spreadsheets: times in UTC, hashes in hex, no value that a program would carry out.
 * Texts are made harmless as on a terminal, so that a line is an event and shows what is in it.
 */
export function csvLine(row: EventRow): string {
  return eventColumns.map(({ name, kind }) => csvCell(row[name], kind)).join(',')
}

/** One value as a cell. */
export function csvCell(value: EventRow[string & keyof EventRow] | undefined, kind: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return kind === 'time' ? isoTime(value) : String(value)
  if (value instanceof Uint8Array) return quoted(Buffer.from(value).toString('hex'))
  return quoted(plainText(value, Number.POSITIVE_INFINITY).replace(formulaStart, "$1'$2$3"))
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** `2026-11-22T14:05:00.123456Z`; the number itself where no calendar reaches. */
function isoTime(timeUs: number): string {
  const date = new Date(Math.floor(timeUs / 1000))
  if (Number.isNaN(date.getTime())) return String(timeUs)
  const micros = String(((timeUs % 1000) + 1000) % 1000).padStart(3, '0')
  return date.toISOString().replace('Z', `${micros}Z`)
}
