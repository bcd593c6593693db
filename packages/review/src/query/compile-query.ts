import { fromBase64, toBase64 } from '@weaklayer/wire'
import { compileJsonField, compileRestText } from './compile-json.ts'
import { compileNetwork } from './compile-network.ts'
import { compileNumber } from './compile-number.ts'
import { compileText, compileWildcard } from './compile-text.ts'
import { type EventColumnName, eventColumns } from './event-columns.ts'
import type { QueryField } from './fields.ts'
import { fieldOf } from './find-field.ts'
import { hostPatterns } from './host-pattern.ts'
import { networkOf } from './network.ts'
import type { CompiledQuery, FieldTest, Query, QueryNode, TextPattern } from './query.ts'
import { createParameters, type QueryParameters } from './query-parameters.ts'
import { sensorPatterns } from './sensor-pattern.ts'

/**
 * Compiles a query to a WHERE expression over the columns of `events`. Everything that somebody wrote is a parameter;
 * names of columns come from the list of columns only. A condition on what is not known (null) is not met.
 */
export function compileQuery({ root }: Query): CompiledQuery {
  const parameters = createParameters()
  const sql = root === undefined ? 'true' : compileNode(root, parameters)
  return { sql, parameters: parameters.values }
}

function compileNode(node: QueryNode, parameters: QueryParameters): string {
  switch (node.kind) {
    case 'all':
    case 'any': {
      const members = node.of.map(member => compileNode(member, parameters))
      return `(${members.join(node.kind === 'all' ? ' AND ' : ' OR ')})`
    }
    case 'not':
      return `(NOT coalesce(${compileNode(node.of, parameters)}, false))`
    case 'text':
      return compileFreeText(node.pattern, parameters)
    case 'field':
      return compileField(fieldOf(node.field), node.test, parameters)
  }
}

const freeTextColumns = eventColumns.filter(({ freeText, kind }) => freeText && kind !== 'json')

function compileFreeText(pattern: TextPattern, parameters: QueryParameters): string {
  const { bind } = parameters
  const columns = freeTextColumns.map(({ name }) =>
    compileText(pattern, quoted(name), { bind, whole: false }),
  )
  return `(${[...columns, compileRestText(pattern, parameters)].join(' OR ')})`
}

function compileField(field: QueryField | undefined, test: FieldTest, parameters: QueryParameters): string {
  if (field === undefined) return 'false'
  if (field.columns.length === 0) return compileJsonField(field, test, parameters)
  const columns = field.columns.map(column => compileColumn({ field, column }, test, parameters))
  return columns.length === 1 ? (columns[0] ?? 'false') : `(${columns.join(' OR ')})`
}

interface ColumnOfField {
  field: QueryField
  column: EventColumnName
}

function compileColumn(place: ColumnOfField, test: FieldTest, parameters: QueryParameters): string {
  const column = quoted(place.column)
  switch (test.kind) {
    case 'has':
      return compileHas(place, column)
    case 'is':
      return place.field.kind === 'hash'
        ? compileHash(test.pattern, column, parameters)
        : compileTextColumn(place, test.pattern, parameters)
    case 'isTrue':
      return test.value ? column : `NOT ${column}`
    case 'number':
    case 'time':
      return compileNumber(test, column, parameters)
    case 'network': {
      const network = networkOf(test.written)
      return network === undefined ? 'false' : compileNetwork(network, column, parameters)
    }
  }
}

function compileHas({ column: name }: ColumnOfField, column: string): string {
  const type = eventColumns.find(one => one.name === name)?.sqlType
  if (type === 'VARCHAR') return `${column} <> ''`
  return type === 'BLOB' ? `octet_length(${column}) > 0` : `${column} IS NOT NULL`
}

function compileTextColumn(place: ColumnOfField, pattern: TextPattern, { bind }: QueryParameters): string {
  const tests = patternsOf(place, pattern).map(one =>
    compileText(one, quoted(place.column), { bind, whole: true }),
  )
  return tests.length === 1 ? (tests[0] ?? 'false') : `(${tests.join(' OR ')})`
}

function patternsOf({ field, column }: ColumnOfField, pattern: TextPattern): TextPattern[] {
  if (column === 'sensor') return sensorPatterns(pattern)
  return field.kind === 'host' ? hostPatterns(pattern) : [pattern]
}

/** Capitals matter in base64. */
function compileHash(pattern: TextPattern, column: string, { bind }: QueryParameters): string {
  if (pattern.kind === 'wildcard') return compileWildcard(pattern.pieces, `to_base64(${column})`, bind)
  const bytes = pattern.kind === 'plain' ? fromBase64(pattern.text) : undefined
  return bytes === undefined ? 'false' : `${column} = from_base64(${bind(toBase64(bytes))})`
}

function quoted(column: EventColumnName): string {
  return `"${column}"`
}
