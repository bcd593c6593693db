import type { QueryField } from './fields.ts'
import { fieldOf } from './find-field.ts'
import { nearFields } from './near-fields.ts'
import type { Comparison, FieldTest, ParseOptions, QueryFault, QueryNode } from './query.ts'
import { faultAt, type Span } from './query-fault.ts'
import { readFieldTest } from './read-field-test.ts'
import { regexFault } from './regex.ts'
import type { Token } from './scan-query.ts'
import type { Written } from './scan-text.ts'

/** The field and operator before a parenthesis, which its texts are values of. */
export type FieldContext = { word: string; compare: Comparison | '='; operatorAt: Span } | undefined

export type Term =
  | { status: 'condition'; node: QueryNode }
  | { status: 'group'; field: FieldContext }
  | QueryFault

type TextToken = Extract<Token, { kind: 'text' }>
type FieldToken = Extract<Token, { kind: 'field' }>

/** Makes a condition of a text or a field with its value; a field before a parenthesis is the context of what follows. */
export function readTerm(token: TextToken | FieldToken, context: FieldContext, options: ParseOptions): Term {
  if (token.kind === 'text')
    return context === undefined ? freeText(token.value) : fieldTerm(context, token.value, options)
  const { name, operator, value } = token
  if (context !== undefined)
    return faultAt(name, `The values of ${context.word} stand in these parentheses.`, [
      'a value without a field',
    ])
  const unknown = unknownField(token)
  if (unknown !== undefined) return unknown
  const named = { word: name.text, compare: operator.compare, operatorAt: spanOf(operator) }
  return value === undefined ? { status: 'group', field: named } : fieldTerm(named, value, options)
}

function freeText(value: Written): Term {
  const fault = textFault(value)
  if (fault !== undefined) return fault
  if (value.text === '' && value.pattern.kind === 'plain')
    return faultAt(value, 'There is no text between the quotes.', ['a text'])
  return { status: 'condition', node: { kind: 'text', pattern: value.pattern } }
}

function fieldTerm(context: NonNullable<FieldContext>, value: Written, options: ParseOptions): Term {
  const fault = textFault(value)
  if (fault !== undefined) return fault
  const { word, operatorAt } = context
  if (word.toLowerCase() === 'has') return hasTerm(value)
  const compare = compareOf(context)
  if (compare === undefined) return faultAt(operatorAt, `${word} stands before a colon.`, [':'])
  const field = fieldOf(word)
  if (field === undefined) return unknownName({ ...operatorAt, text: word })
  const test = readFieldTest({ field, compare, operatorAt, value }, options)
  if ('status' in test) return test
  return { status: 'condition', node: fieldNode(field, test) }
}

const ownComparisons: ReadonlyMap<string, Comparison> = new Map([
  ['since', '>='],
  ['until', '<='],
])

/** `since` and `until` are comparisons by themselves, and take no other. */
function compareOf({ word, compare }: NonNullable<FieldContext>): Comparison | '=' | undefined {
  const implied = ownComparisons.get(word.toLowerCase())
  if (implied === undefined) return compare
  return compare === '=' ? implied : undefined
}

function hasTerm(value: Written): Term {
  const field = value.pattern.kind === 'plain' ? fieldOf(value.text) : undefined
  if (field === undefined) return unknownName({ start: value.start, end: value.end, text: value.text })
  return { status: 'condition', node: fieldNode(field, { kind: 'has' }) }
}

function fieldNode(field: QueryField, test: FieldTest): QueryNode {
  return { kind: 'field', field: field.name, test }
}

/** What is wrong inside of a regular expression. */
function textFault({ pattern, start }: Written): QueryFault | undefined {
  const fault = pattern.kind === 'regex' ? regexFault(pattern.source) : undefined
  if (fault === undefined || pattern.kind !== 'regex') return undefined
  // Each ~ of the expression is written as \~.
  const place = (index: number) => start + 1 + index + pattern.source.slice(0, index).split('~').length - 1
  return faultAt({ start: place(fault.start), end: place(fault.end) }, fault.message, fault.expected)
}

function unknownField({ name, operator, value }: FieldToken): QueryFault | undefined {
  const { text } = name
  if (text.toLowerCase() === 'has' || fieldOf(text) !== undefined) return undefined
  if (operator.compare === '=' && value?.text.startsWith('//') === true)
    return faultAt(
      { start: name.start, end: value.end },
      'An address is not one text: its parts are fields.',
      ['hostname:www.example.com path:/sign-in*', 'quotes for a text inside of one field'],
    )
  return unknownName(name)
}

function unknownName(name: Span & { text: string }): QueryFault {
  const near = nearFields(name.text)
  return faultAt(spanOf(name), `There is no field "${name.text.slice(0, 64)}".`, [
    ...(near.length === 0 ? ['a field such as type, host, path, sensor'] : near),
    'rest.NAME for a field that only newer sensors have',
    'quotes for a text',
  ])
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}
