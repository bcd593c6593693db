import { fromBase64, toBase64 } from '@weaklayer/wire'
import type { EventColumnName } from './event-columns.ts'
import { eventColumns } from './event-columns.ts'
import { type EventRow, rowOfEvent } from './event-row.ts'
import type { QueryField } from './fields.ts'
import { fieldOf } from './find-field.ts'
import { hostPatterns } from './host-pattern.ts'
import { jsonHas, jsonMatches, jsonTexts, jsonValues, readRest } from './json-values.ts'
import type { EventInContext, FieldTest, Query, QueryNode, TextPattern } from './query.ts'
import { sensorPatterns } from './sensor-pattern.ts'
import { textMatches, wildcardMatches } from './text-pattern.ts'
import { valueMeets } from './value-tests.ts'

/** An event as queries look at it. */
interface Subject {
  row: EventRow
  rest: unknown
}

/** Whether an event meets a query: the plain meaning of the language, which compiled queries have too. */
export function matches(query: Query, { event, ...context }: EventInContext): boolean {
  return query.root === undefined || rowMatches(query, { ...rowOfEvent(event), ...context })
}

/** The same for a row of the view `events`. */
export function rowMatches({ root }: Query, row: EventRow): boolean {
  return root === undefined || nodeMatches(root, { row, rest: readRest(row.rest) })
}

function nodeMatches(node: QueryNode, subject: Subject): boolean {
  switch (node.kind) {
    case 'all':
      return node.of.every(member => nodeMatches(member, subject))
    case 'any':
      return node.of.some(member => nodeMatches(member, subject))
    case 'not':
      return !nodeMatches(node.of, subject)
    case 'text':
      return freeTexts(subject).some(text => textMatches(node.pattern, text, false))
    case 'field':
      return fieldMatches(fieldOf(node.field), node.test, subject)
  }
}

const freeTextColumns = eventColumns.filter(({ freeText, kind }) => freeText && kind !== 'json')

function freeTexts({ row, rest }: Subject): string[] {
  const inColumns = freeTextColumns.map(({ name }) => row[name]).filter(value => typeof value === 'string')
  return [...inColumns, ...jsonTexts(rest)]
}

function fieldMatches(field: QueryField | undefined, test: FieldTest, { row, rest }: Subject): boolean {
  if (field === undefined) return false
  if (field.columns.length === 0)
    return jsonValues(rest, field.path).some(value =>
      test.kind === 'has' ? jsonHas(value) : jsonMatches(field, test, value),
    )
  return field.columns.some(column => columnMatches({ field, column }, test, row[column]))
}

interface ColumnOfField {
  field: QueryField
  column: EventColumnName
}

function columnMatches(place: ColumnOfField, test: FieldTest, value: EventRow[EventColumnName]): boolean {
  if (value === null) return false
  switch (test.kind) {
    case 'has':
      return value !== '' && !(value instanceof Uint8Array && value.length === 0)
    case 'is':
      return value instanceof Uint8Array
        ? hashMatches(test.pattern, toBase64(value))
        : typeof value === 'string' && textColumnMatches(place, test.pattern, value)
    default:
      return valueMeets(test, value)
  }
}

function textColumnMatches({ field, column }: ColumnOfField, pattern: TextPattern, value: string): boolean {
  if (column === 'sensor') return sensorPatterns(pattern).some(one => textMatches(one, value, true))
  if (field.kind === 'host') return hostPatterns(pattern).some(one => textMatches(one, value, true))
  return textMatches(pattern, value, true)
}

/** Capitals matter in base64. */
function hashMatches(pattern: TextPattern, base64: string): boolean {
  if (pattern.kind === 'wildcard') return wildcardMatches(pattern.pieces, base64)
  const bytes = pattern.kind === 'plain' ? fromBase64(pattern.text) : undefined
  return bytes !== undefined && toBase64(bytes) === base64
}
