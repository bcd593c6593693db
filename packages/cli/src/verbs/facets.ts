import {
  type EventColumnName,
  eventColumns,
  facets,
  formatFacets,
  plainJson,
  usualFacets,
} from '@weaklayer/review'
import { nearestOf } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { readQuery } from '../event-query.ts'
import { wholeNumber } from '../option-values.ts'
import { printLines } from '../printer.ts'
import { terminalWidth } from '../terminal-width.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface FacetsOptions {
  store?: string
  field?: EventColumnName[]
  top: number
  json?: boolean
  utc?: boolean
}

export function addFacets(program: Command): void {
  const command = program
    .command('facets')
    .summary('Show which values events have, the most frequent first.')
    .description(
      'Count the values that the events of a query have in some fields, the most frequent first: at which hosts, by whom, into which kinds of field? Without a query all events count. A query that begins with a minus stands last, after `--`.',
    )
    .argument('[query]', 'Which events, in quotes of the shell. Manual: docs/query-language.md')
    .option(...storeOption)
    .option(
      '--field <name>',
      `A field to count the values of; may be repeated, or separated by commas (default: ${usualFacets.length} usual ones)`,
      fields,
    )
    .option('--top <number>', 'Most values of a field.', wholeNumber(1, 1000), 10)
    .option('--json', 'Print each field as a JSON object.')
    .option('--utc', 'Read times of the query in UTC, not in local time.')
  withExamples(command, {
    "weaklayer facets 'textHash:q83vASNFZ4* inputType:password' --field hostname,user":
      'Where, and by whom, was this password typed?',
    "weaklayer facets 'since:24h' --store store": 'What happened in the last day?',
  })
  acting<FacetsOptions>(command, show)
}

async function show(options: FacetsOptions, text = ''): Promise<ExitStatus> {
  const { store, field, top } = options
  const query = readQuery('facets', text, options.utc)
  if (query === undefined) return exitStatus.calledWrongly
  const about = { query: text, fields: (field ?? usualFacets).join(','), top }
  return await useStore({ store, verb: 'facets', about }, async (open, tally) => {
    const found = await facets(open, { query, fields: field, top })
    tally.rows = found.fields.reduce((sum, one) => sum + one.top.length, 0)
    await printLines(
      options.json === true ? found.fields.map(plainJson) : formatFacets(found, { columns: terminalWidth() }),
    )
    return exitStatus.ok
  })
}

/** All but `rest`, in which other fields are. */
const columns: readonly EventColumnName[] = eventColumns
  .filter(({ kind }) => kind !== 'json')
  .map(({ name }) => name)
/** The language's word for it. */
const aliases: Readonly<Record<string, EventColumnName>> = { host: 'hostname' }

function fields(text: string, before: EventColumnName[] | undefined): EventColumnName[] {
  return [...(before ?? []), ...text.split(',').map(columnOf)].filter(
    (name, index, all) => all.indexOf(name) === index,
  )
}

function columnOf(word: string): EventColumnName {
  const name = word.trim().toLowerCase()
  const found = aliases[name] ?? columns.find(column => column.toLowerCase() === name)
  if (found !== undefined) return found
  const nearest = nearestOf(word, columns)
  throw new InvalidArgumentError(
    nearest === undefined
      ? 'Expected fields such as hostname, user, type: those that the store has a column for.'
      : `Did you mean ${nearest}?`,
  )
}
