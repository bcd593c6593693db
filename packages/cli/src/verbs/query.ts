import {
  type EventPage,
  type FoundEvent,
  findPage,
  formatEventLine,
  plainJson,
  plainWord,
  type Query,
  type Store,
} from '@weaklayer/review'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { readQuery } from '../event-query.ts'
import { wholeNumber } from '../option-values.ts'
import { createPrinter } from '../printer.ts'
import type { Tally } from '../record-question.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface QueryOptions {
  store?: string
  limit: number
  after?: string
  json?: boolean
  utc?: boolean
}

const usualLimit = 50
const mostLimit = 1_000_000
/** Pages of the store that make up a long answer. */
const pageEvents = 5000

export function addQuery(program: Command): void {
  const command = program
    .command('query')
    .summary('Find events in a store.')
    .description(
      'Find events in a store, newest first, one line an event. The language is described in docs/query-language.md; without a query every event is found. A query that begins with a minus stands last, after `--`.',
    )
    .argument('[query]', 'What is looked for, in quotes of the shell: one argument')
    .option(...storeOption)
    .option('--limit <number>', `Most events, up to ${mostLimit}.`, wholeNumber(1, mostLimit), usualLimit)
    .option('--after <cursor>', 'Go on where another answer ended: what it said on standard error.')
    .option('--json', 'Print each event with what is known about it as a JSON object.')
    .option('--utc', 'Read and print times in UTC, not in local time.')
  withExamples(command, {
    "weaklayer query 'type:TextInput inputType:password -host:*.example.com since:24h'":
      'Passwords typed at foreign sites',
    "weaklayer query 'sensor:laptop-7 mshta' --store store --json": 'For another program',
    "weaklayer query --limit 500 -- '-type:Window'": 'Everything but one type',
  })
  acting<QueryOptions>(command, query)
}

async function query(options: QueryOptions, text = ''): Promise<ExitStatus> {
  const asked = readQuery('query', text, options.utc)
  if (asked === undefined) return exitStatus.calledWrongly
  const { store, limit: most } = options
  return await useStore(
    { store, verb: 'query', about: { query: text, limit: most } },
    async (open, tally) => {
      await printFound({ store: open, asked, tally }, options)
      return exitStatus.ok
    },
  )
}

interface Finding {
  store: Store
  asked: Query
  tally: Tally
}

async function printFound({ store, asked, tally }: Finding, options: QueryOptions): Promise<void> {
  const printer = createPrinter()
  const lineOf = options.json === true ? plainJson : createLines(options.utc === true)
  let left = options.limit
  let after = options.after
  do {
    const page: EventPage = await findPage(store, { query: asked, limit: Math.min(left, pageEvents), after })
    tally.rows += page.events.length
    for (const found of page.events) printer.line(lineOf(found))
    await printer.drained()
    left -= page.events.length
    after = page.next
  } while (after !== undefined && left > 0)
  if (after !== undefined) process.stderr.write(`weaklayer query: there are more, from --after ${after} on\n`)
  else if (left === options.limit && process.stderr.isTTY)
    process.stderr.write('weaklayer query: no event is found\n')
}

function createLines(utc: boolean): (found: FoundEvent) => string {
  const colour = process.stdout.isTTY && process.stdout.hasColors()
  return ({ event, hostname, user, device, conflict }) => {
    const place = hostname === null ? undefined : { hostname, path: '' }
    const who = [user, device].filter(name => name !== null && name !== '').map(name => plainWord(name, 60))
    const line = formatEventLine(event, { colour, utc, place, conflict })
    return who.length === 0 ? line : `${line}  (${who.join(', ')})`
  }
}
