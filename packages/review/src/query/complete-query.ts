import { dropReasons, eventSchemas, severities } from '@weaklayer/wire'
import type { FieldKind, QueryField } from './fields.ts'
import { queryFields } from './fields.ts'
import { fieldOf } from './find-field.ts'

/** Something that can stand at the cursor. */
export interface Completion {
  kind: 'field' | 'value' | 'word'
  /** What stands instead of the text from `from` to `to`. */
  insertion: string
  /** What it means, in one sentence. */
  description: string
}

export interface Completions {
  /** What is replaced: UTF-16 units of the text, from `from` up to `to`. */
  from: number
  to: number
  /** Best first. */
  candidates: Completion[]
}

const mostCandidates = 50

/**
 * What can stand at the cursor: names of fields, values that are known of a field (types, kinds of input, severities …),
 * words of the language. Empty inside of quotes and regular expressions.
 */
export function completeQuery(text: string, cursor: number): Completions {
  const to = Math.min(Math.max(0, cursor), text.length)
  const before = unfinishedOf(text.slice(0, to))
  if (before === undefined) return { from: to, to, candidates: [] }
  const { start, word } = before
  const [, minus = '', name, operator, value = ''] =
    /^(-?)([A-Za-z_][\w.-]*)(<=|>=|[:=<>])(.*)$/s.exec(word) ?? []
  if (name !== undefined && operator !== undefined) {
    const from = start + minus.length + name.length + operator.length
    return { from, to, candidates: ranked(valuesOf(name), value) }
  }
  const begun = word.replace(/^-/, '')
  const grouped = groupField(text.slice(0, start))
  const candidates = grouped === undefined ? starts : valuesOf(grouped)
  return { from: to - begun.length, to, candidates: ranked(candidates, begun) }
}

/** The field whose values stand in the parentheses that are open here. */
function groupField(before: string): string | undefined {
  return /([A-Za-z_][\w.-]*)[:=]\([^()]*$/.exec(before)?.[1]
}

/** The word that ends at the cursor; undefined inside of quotes or a regular expression. */
function unfinishedOf(before: string): { start: number; word: string } | undefined {
  const whole =
    /^(?:"(?:\\.|[^"\\])*"|~(?:\\.|[^~\\])*~|[^\s()"~]|(?<=[^\s():=<>])~|[\s()])*/s.exec(before)?.[0] ?? ''
  if (whole.length < before.length) return undefined
  const word = /[^\s()]*$/.exec(before)?.[0] ?? ''
  return word.includes('"') || /(?:^|[:=<>])-?~/.test(word)
    ? undefined
    : { start: before.length - word.length, word }
}

function ranked(candidates: readonly Completion[], begun: string): Completion[] {
  const wanted = begun.toLowerCase()
  const at = ({ insertion }: Completion) => insertion.toLowerCase().indexOf(wanted)
  return candidates
    .filter(one => at(one) >= 0)
    .sort((left, right) => Number(at(left) > 0) - Number(at(right) > 0))
    .slice(0, mostCandidates)
}

const starts: readonly Completion[] = [
  ...['type', 'hostname', 'sensor', 'time'].map(name => fieldCompletion(fieldOf(name) as QueryField)),
  { kind: 'field', insertion: 'host:', description: 'The same as hostname.' },
  {
    kind: 'field',
    insertion: 'since:',
    description: 'What happened since then: 24h, 7d, today, 2026-11-22.',
  },
  {
    kind: 'field',
    insertion: 'until:',
    description: 'What happened until then, all of the day that is named included.',
  },
  { kind: 'field', insertion: 'has:', description: 'Events in which a field has a value.' },
  { kind: 'word', insertion: 'OR', description: 'One of the conditions has to be met.' },
  { kind: 'word', insertion: 'NOT', description: 'The next condition must not be met; the same as -.' },
  ...queryFields
    .filter(({ name }) => !['type', 'hostname', 'sensor', 'time'].includes(name))
    .map(fieldCompletion),
]

function fieldCompletion({ name, description, types }: QueryField): Completion {
  const of = types.length === 0 ? '' : ` (${types.join(', ')})`
  return { kind: 'field', insertion: `${name}:`, description: `${description}${of}` }
}

function valuesOf(name: string): Completion[] {
  if (name.toLowerCase() === 'has')
    return queryFields.map(field => ({
      kind: 'value',
      insertion: field.name,
      description: field.description,
    }))
  const field = fieldOf(name)
  if (field === undefined) return []
  return knownValues(field).map(([insertion, description]) => ({ kind: 'value', insertion, description }))
}

type KnownValue = readonly [value: string, description: string]

const times: readonly KnownValue[] = [
  ['1h', 'One hour ago.'],
  ['24h', 'One day ago.'],
  ['7d', 'One week ago.'],
  ['30d', 'Thirty days ago.'],
  ['today', 'This day.'],
  ['yesterday', 'The day before.'],
]

/** Values that the schemas tell, and those that sensors are known to send. */
const byName: Readonly<Record<string, () => readonly KnownValue[]>> = {
  type: () => Object.entries(eventSchemas).map(([type, schema]) => [type, schema.description ?? '']),
  severity: () => severities.map(severity => [severity, 'How much events of such a type are worth.']),
  reason: () => dropReasons.map(reason => [reason, 'Why events were given up.']),
  inputType: () =>
    ['password', 'text', 'textarea', 'contenteditable', 'keys', 'email', 'search', 'tel', 'url'].map(kind => [
      kind,
      'A kind of field.',
    ]),
  policyState: () => ['pending', 'ok', 'invalid'].map(state => [state, 'How the policy of the sensor is.']),
  protocol: () =>
    ['"https:"', '"http:"', '"file:"', '"data:"', '"blob:"'].map(scheme => [
      scheme,
      'A scheme with its colon.',
    ]),
}

const byKind: Partial<Record<FieldKind, readonly KnownValue[]>> = {
  time: times,
  boolean: [
    ['true', 'Yes.'],
    ['false', 'No.'],
  ],
  host: [['*.', 'A domain and everything below it.']],
}

function knownValues({ name, kind }: QueryField): readonly KnownValue[] {
  return Object.hasOwn(byName, name) ? (byName[name]?.() ?? []) : (byKind[kind] ?? [])
}
