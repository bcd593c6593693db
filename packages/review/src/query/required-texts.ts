import { type EventColumnName, eventColumns } from './event-columns.ts'
import type { QueryField } from './fields.ts'
import { fieldOf } from './find-field.ts'
import { hostPatterns } from './host-pattern.ts'
import { wordNumber } from './number-value.ts'
import type { FieldTest, NeededText, Query, QueryNode, TextNeed, TextPattern } from './query.ts'
import { sensorPatterns } from './sensor-pattern.ts'
import { textMatches } from './text-pattern.ts'

/**
 * Texts that every event which meets the query has, all of them. A store that knows its texts leaves out what cannot
 * match. Never too many; none where nothing can be said.
 */
export function requiredTexts({ root }: Query): TextNeed[] {
  return root === undefined ? [] : needsOf(root)
}

function needsOf(node: QueryNode): TextNeed[] {
  switch (node.kind) {
    case 'all':
      return node.of.flatMap(needsOf)
    case 'any':
      return alternatives(node.of.map(member => best(needsOf(member))))
    case 'not':
      return []
    case 'text':
      return usable([{ columns: undefined, pattern: node.pattern, whole: false }])
    case 'field':
      return fieldNeeds(fieldOf(node.field), node.test)
  }
}

/** Every alternative has to need something, else nothing can be said. */
function alternatives(needs: readonly (TextNeed | undefined)[]): TextNeed[] {
  const known = needs.filter(need => need !== undefined)
  return known.length === needs.length ? [{ anyOf: known.flatMap(({ anyOf }) => anyOf) }] : []
}

/** The need that the fewest events meet, as far as its length tells. */
function best(needs: readonly TextNeed[]): TextNeed | undefined {
  return needs.toSorted((left, right) => weight(right) - weight(left))[0]
}

function weight({ anyOf }: TextNeed): number {
  return Math.min(...anyOf.map(({ pattern }) => literalLength(pattern)))
}

function literalLength(pattern: TextPattern): number {
  if (pattern.kind === 'plain') return pattern.text.length
  if (pattern.kind === 'regex') return 1
  return Math.max(0, ...pattern.pieces.map(piece => (typeof piece === 'string' ? 0 : piece.literal.length)))
}

const freeTextColumns = new Set<EventColumnName>(
  eventColumns.filter(({ freeText }) => freeText).map(({ name }) => name),
)

function fieldNeeds(field: QueryField | undefined, test: FieldTest): TextNeed[] {
  if (field === undefined || test.kind !== 'is') return []
  if (field.columns.length === 0)
    return mayBeNoText(test.pattern) ? [] : usable(needed(['rest'], patternsOf(field, test.pattern)))
  const places = field.columns.map(column =>
    freeTextColumns.has(column)
      ? needed([column], column === 'sensor' ? sensorPatterns(test.pattern) : patternsOf(field, test.pattern))
      : undefined,
  )
  return places.every(place => place !== undefined) ? usable(places.flat()) : []
}

function patternsOf(field: QueryField, pattern: TextPattern): TextPattern[] {
  return field.kind === 'host' ? hostPatterns(pattern) : [pattern]
}

function needed(columns: readonly EventColumnName[], patterns: readonly TextPattern[]): NeededText[] {
  return patterns.map(pattern => ({ columns, pattern, whole: true }))
}

/** Numbers and booleans inside of `rest` meet such patterns too. */
function mayBeNoText(pattern: TextPattern): boolean {
  const isNumber = pattern.kind === 'plain' && wordNumber(pattern.text) !== undefined
  return isNumber || ['true', 'false'].some(word => textMatches(pattern, word, true))
}

/** What an empty text meets needs no text. */
function usable(anyOf: readonly NeededText[]): TextNeed[] {
  return anyOf.some(({ pattern, whole }) => textMatches(pattern, '', whole)) ? [] : [{ anyOf }]
}
