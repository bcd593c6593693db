import type { QueryField } from './fields.ts'
import { hostPatterns } from './host-pattern.ts'
import { wordNumber } from './number-value.ts'
import type { FieldTest, TextPattern } from './query.ts'
import { textMatches } from './text-pattern.ts'
import { valueMeets } from './value-tests.ts'

/**
 * The fields that no column holds. undefined where there are none, and where a text of them has half of a character:
 * the database cannot read such JSON.
 */
export function readRest(rest: unknown): unknown {
  if (typeof rest !== 'string') return undefined
  const value: unknown = JSON.parse(rest)
  return isWellFormed(value) ? value : undefined
}

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member))
}

/** Every text in a JSON value. */
export function jsonTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(jsonTexts) : []
}

/** The values at the end of a path; each value of a list counts by itself. */
export function jsonValues(value: unknown, path: readonly string[]): unknown[] {
  let values = [value]
  for (const name of path) values = values.flatMap(one => elementsOf(memberOf(one, name)))
  return values
}

function memberOf(value: unknown, name: string): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}

function elementsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** Whether there is anything: not null, and neither an empty text nor an empty list or object. */
export function jsonHas(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

export function jsonMatches(field: QueryField, test: FieldTest, value: unknown): boolean {
  switch (test.kind) {
    case 'has':
      return jsonHas(value)
    case 'is':
      return jsonIs(field, test.pattern, value)
    default:
      return valueMeets(test, value)
  }
}

function jsonIs(field: QueryField, pattern: TextPattern, value: unknown): boolean {
  if (typeof value === 'number') return pattern.kind === 'plain' && value === wordNumber(pattern.text)
  const text = typeof value === 'boolean' ? String(value) : value
  if (typeof text !== 'string') return false
  const patterns = field.kind === 'host' ? hostPatterns(pattern) : [pattern]
  return patterns.some(one => textMatches(one, text, true))
}
