import { queryFields } from '../fields.ts'
import { formatQueryFault } from '../format-query-fault.ts'
import { parseQuery } from '../parse-query.ts'
import { exampleEvents, exampleNowUs } from './example-events.ts'
import { faultExamples } from './fault-examples.ts'
import { exampleSections } from './query-examples.ts'

/** docs/query-language.md. */
export function languagePage(): string {
  const parts = [
    '# Query language',
    'Generated from the tests of `packages/review/src/query`; do not edit (`npx vitest run packages/review/src/query/query-examples.test.ts -u` writes it).',
    'One text says which events are wanted: for `weaklayer query`, `weaklayer export`, and for programs that use [`@weaklayer/review`](review-library.md). For example: text that was typed into password fields of sites that do not belong to example.com, at one laptop, in the last day:',
    '```text\ntype:TextInput inputType:password -host:*.example.com sensor:laptop-7 since:24h\n```',
    'Every example below runs against the events at the end of this page, at 12:00 UTC of 2026-11-22, once through a plain filter and once through the SQL that the query becomes. Whatever somebody writes is a parameter of that SQL, never a part of it.',
    ...exampleSections.map(section),
    '## Limits',
    'A query has at most 8,192 characters, 100 conditions and 32 levels of parentheses and exclusions. Texts of events that contain half of a character (an unpaired surrogate) are found by their other fields only.',
    '## Errors',
    'An error points at the characters and says what could stand there.',
    `\`\`\`text\n${faultExamples.map(([text]) => shownFault(text)).join('\n\n')}\n\`\`\``,
    '## All fields',
    table(['Field', 'Values', 'Types', 'Meaning'], queryFields.map(fieldRow)),
    'Also: `host` is `hostname`; `since` and `until` are `time`; `rest.NAME` is a field of that name which no column holds.',
    '## Events of the examples',
    table(
      ['Name', 'Known about it', 'Event'],
      Object.entries(exampleEvents).map(([name, { event, ...known }]) => [
        name,
        code(JSON.stringify(Object.fromEntries(Object.entries(known).filter(([, value]) => value)))),
        code(JSON.stringify(event)),
      ]),
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

function section({ title, text, examples }: (typeof exampleSections)[number]): string {
  const rows = examples.map(([query, finds]) => [
    query === '' ? '(nothing)' : code(query),
    finds === ''
      ? 'none'
      : finds.split(' ').length === Object.keys(exampleEvents).length
        ? 'all'
        : finds.split(' ').join(', '),
  ])
  return `## ${title}\n\n${text}\n\n${table(['Query', 'Finds'], rows)}`
}

function shownFault(text: string): string {
  const reading = parseQuery(text, { nowUs: exampleNowUs, utc: true })
  return reading.status === 'ok' ? `${text} is valid` : formatQueryFault(text, reading)
}

const kinds = {
  text: 'text',
  id: 'text',
  host: 'host or network',
  address: 'address or network',
  number: 'number',
  time: 'time',
  boolean: 'true, false',
  hash: 'base64',
  any: 'has members',
} as const

function fieldRow({ name, kind, types, description }: (typeof queryFields)[number]): string[] {
  return [code(name), kinds[kind], types.length === 0 ? 'any' : types.join(', '), description]
}

function code(text: string): string {
  return `\`${text}\``
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
