import { dirname, resolve } from 'node:path'
import { compileQuery, type ExportFormat, exportEvents, exportFormats } from '@weaklayer/review'
import { type Command, Option } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { readQuery } from '../event-query.ts'
import { createProgress } from '../progress.ts'
import { untilSignal } from '../until-signal.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'
import { whoAsks } from '../who-asks.ts'

interface ExportVerbOptions {
  store?: string
  format: ExportFormat
  out: string
  audit?: string
}

export function addExport(program: Command): void {
  const command = program
    .command('export')
    .summary('Write events of a store to a file.')
    .description(
      'Write the events that meet a query: as NDJSON each as its sensor sent it, as CSV for people and spreadsheets, as Parquet with the columns of the store.',
    )
    .argument('<query>', "Which events; '' for all. Manual: docs/query-language.md")
    .option(...storeOption)
    .addOption(new Option('--format <format>', 'What to write.').choices(exportFormats).default('ndjson'))
    .requiredOption(
      '--out <file>',
      'The file, which is replaced when the new one is whole; - for standard output.',
    )
    .option('--audit <directory>', 'Record the export in the audit log of this directory, one of its own.')
  withExamples(command, {
    "weaklayer export 'type:TextInput since:24h' --store store --format csv --out typed.csv":
      'A day of typing, for a spreadsheet',
    "weaklayer export 'sensor:laptop-7' --store store --out - --audit audit":
      'One sensor, to another program, on record',
  })
  acting<ExportVerbOptions>(command, write)
}

async function write(options: ExportVerbOptions, text = ''): Promise<ExitStatus> {
  const asked = readQuery('export', text)
  if (asked === undefined) return exitStatus.calledWrongly
  const { format, out } = options
  if (out === '-' && format === 'parquet' && process.stdout.isTTY)
    throw wrongCall('Parquet is not for a terminal', 'Name a file with --out, or send it to another program.')
  await checkPlace(out)
  const record = await openRecord(options, text)
  const progress = createProgress('events written')
  const about = { query: text, format, to: placeOf(out) }
  try {
    const events = await useStore({ store: options.store, verb: 'export', about }, async (store, tally) => {
      const to = out === '-' ? process.stdout : out
      const [query, signal] = [compileQuery(asked), untilSignal()]
      const onProgress = (events: number, total: number) => {
        // All that may be seen, also by a reader that goes away.
        tally.rows = total
        progress.update(events, total)
      }
      return await exportEvents(store, { format, query, to, signal, onProgress })
    })
    progress.end()
    await record?.('done', { events })
    if (out !== '-') process.stderr.write(`${events} events are in ${out}\n`)
    return exitStatus.ok
  } catch (error) {
    progress.end()
    await record?.('failed', {})
    throw error
  }
}

/** Before anything is read or recorded. */
async function checkPlace(out: string): Promise<void> {
  if (out === '-') return
  if ((await kindOf(dirname(resolve(out)))) !== 'directory')
    throw wrongCall(
      `cannot write ${out}: its directory does not exist`,
      'Make the directory, or name another file.',
    )
  if ((await kindOf(out)) === 'directory')
    throw wrongCall(`cannot write ${out}: it is a directory`, 'Name a file in it.')
}

function placeOf(out: string): string {
  return out === '-' ? '-' : resolve(out)
}

type Record = (outcome: 'done' | 'failed', details: { events?: number }) => Promise<void>

/** Before the export, so that none is without a record because the log cannot be opened. */
async function openRecord(options: ExportVerbOptions, query: string): Promise<Record | undefined> {
  if (options.audit === undefined) return undefined
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { openStoreAudit } = await import('../store-audit.ts')
  const audit = await openStoreAudit(resolve(options.audit))
  return async (outcome, details) => {
    await audit.record({
      action: 'events.exported',
      outcome,
      actor: whoAsks(),
      subject: { store: resolve(options.store ?? '.'), query },
      details: { format: options.format, to: placeOf(options.out), ...details },
    })
    const { lost } = audit.counts()
    await audit.close()
    if (lost > 0)
      throw failure(
        'EXPORT_UNRECORDED',
        'the export could not be recorded in the audit log',
        'Correct what the log line above says, and export again.',
      )
  }
}
