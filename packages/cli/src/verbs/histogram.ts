import {
  type BarUnit,
  barUnits,
  calendarBars,
  formatHistogram,
  histogram,
  plainJson,
  widthFor,
} from '@weaklayer/review'
import { type Command, Option } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { readQuery } from '../event-query.ts'
import { printLines } from '../printer.ts'
import { terminalWidth } from '../terminal-width.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface HistogramOptions {
  store?: string
  by: BarUnit
  json?: boolean
  utc?: boolean
}

export function addHistogram(program: Command): void {
  const command = program
    .command('histogram')
    .summary('Show when events happened, by type.')
    .description(
      'Count the events of a store that meet a query by minutes, hours or days, as a picture of bars: when did it begin, is it regular, what is missing? Without a query all events count. A query that begins with a minus stands last, after `--`.',
    )
    .argument('[query]', 'Which events, in quotes of the shell. Manual: docs/query-language.md')
    .option(...storeOption)
    .addOption(new Option('--by <unit>', 'What a bar stands for.').choices(barUnits).default('hour'))
    .option('--json', 'Print each bar as a JSON object.')
    .option('--utc', 'Read and print times in UTC, not in local time.')
  withExamples(command, {
    "weaklayer histogram 'host:*.example.com since:7d' --store store": 'Visits by the hour',
    "weaklayer histogram 'sensor:laptop-7' --by day": 'The days of one machine',
  })
  acting<HistogramOptions>(command, show)
}

async function show(options: HistogramOptions, text = ''): Promise<ExitStatus> {
  const { store, by: unit, utc = false } = options
  const query = readQuery('histogram', text, utc)
  if (query === undefined) return exitStatus.calledWrongly
  const about = { query: text, by: unit }
  return await useStore({ store, verb: 'histogram', about }, async (open, tally) => {
    const bars = calendarBars(await histogram(open, { query, widthUs: widthFor(unit, utc) }), unit, utc)
    tally.rows = bars.length
    const how = { unit, utc, columns: terminalWidth() }
    await printLines(options.json === true ? bars.map(plainJson) : formatHistogram(bars, how))
    return exitStatus.ok
  })
}
