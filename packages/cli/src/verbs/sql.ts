import { defaultSqlLimits, plainJson, plainText, querySql, type SqlAnswer } from '@weaklayer/review'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { wholeNumber } from '../option-values.ts'
import { printLines } from '../printer.ts'
import { recordQuestion } from '../record-question.ts'
import { untilSignal } from '../until-signal.ts'
import { storeOption, storeToUse, tellFaults } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface SqlVerbOptions {
  store?: string
  seconds?: number
  memory?: number
  rows?: number
  json?: boolean
}

const mostCell = 60
const whole = wholeNumber(1, 9_999_999)

export function addSql(program: Command): void {
  const command = program
    .command('sql')
    .summary('Ask a store with one SELECT.')
    .description(
      'Run one SELECT over events, dead_letters and first_seen in a process of its own that can read nothing else, write nothing, and is ended at its limits.',
    )
    .argument('<select>', 'One SELECT, in quotes; DESCRIBE events lists the columns.')
    .option(...storeOption)
    .option('--seconds <number>', 'Longest time. (default: 30)', whole)
    .option('--memory <megabytes>', 'Most memory. (default: 1024)', whole)
    .option('--rows <number>', 'Most rows of the answer. (default: 10000)', whole)
    .option('--json', 'Print each row as a JSON object.')
  withExamples(command, {
    'weaklayer sql \'SELECT "type", count(*) AS n FROM events GROUP BY ALL ORDER BY n DESC\' --store store':
      'How many events of each type',
    "weaklayer sql 'DESCRIBE events' --store store": 'Which columns there are',
  })
  acting<SqlVerbOptions>(command, ask)
}

async function ask(options: SqlVerbOptions, select = ''): Promise<ExitStatus> {
  const store = await storeToUse(options.store)
  return await recordQuestion(store, { verb: 'sql', about: { sql: select } }, async tally => {
    const answer = await querySql(store, select, {
      timeMs: (options.seconds ?? defaultSqlLimits.timeMs / 1000) * 1000,
      memoryBytes: options.memory === undefined ? defaultSqlLimits.memoryBytes : options.memory * 1024 ** 2,
      rows: options.rows ?? defaultSqlLimits.rows,
      signal: untilSignal(),
    })
    tally.rows = answer.rows.length
    await print(answer, options)
    return exitStatus.ok
  })
}

async function print(answer: SqlAnswer, { json }: SqlVerbOptions): Promise<void> {
  await printLines(json === true ? answer.rows.map(plainJson) : tableOf(answer))
  tellFaults(answer.faults)
  if (answer.cutAt !== null)
    process.stderr.write(
      `weaklayer sql: the answer is cut off after ${answer.rows.length} rows, at its most ${answer.cutAt}. Narrow the statement, or raise --rows.\n`,
    )
}

/** Columns as wide as what is in them; long values are cut. */
function tableOf({ rows }: SqlAnswer): string[] {
  const names = Object.keys(rows[0] ?? {})
  const cells = rows.map(row => names.map(name => cellOf(row[name])))
  const head = names.map(name => plainText(name, mostCell))
  const widths = head.map((name, index) =>
    Math.max(name.length, ...cells.map(row => row[index]?.length ?? 0)),
  )
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  const count = rows.length === 1 ? '1 row' : `${rows.length} rows`
  if (names.length === 0) return [count]
  return [lineOf(head), widths.map(width => '-'.repeat(width)).join('  '), ...cells.map(lineOf), count]
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return plainText(typeof value === 'string' ? value : JSON.stringify(value), mostCell)
}
