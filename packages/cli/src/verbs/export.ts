import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { compileQuery, type ExportFormat, exportEvents, exportFormats } from '@weaklayer/review'
import { gatewayConfig } from '@weaklayer/wire'
import { type Command, Option } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { eventQuery } from '../event-query.ts'
import { createProgress } from '../progress.ts'
import { untilSignal } from '../until-signal.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

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
  const query = compileQuery(eventQuery(text))
  const { format, out } = options
  if (out === '-' && format === 'parquet' && process.stdout.isTTY)
    throw wrongCall('Parquet is not for a terminal', 'Name a file with --out, or send it to another program.')
  const record = await openRecord(options, text)
  const progress = createProgress('events written')
  const to = out === '-' ? process.stdout : out
  try {
    const signal = untilSignal()
    const events = await useStore(options.store, store =>
      exportEvents(store, { format, query, to, signal, onProgress: progress.update }),
    )
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

type Record = (outcome: 'done' | 'failed', details: { events?: number }) => Promise<void>

/** Before the export, so that none is without a record because the log cannot be opened. */
async function openRecord(options: ExportVerbOptions, query: string): Promise<Record | undefined> {
  if (options.audit === undefined) return undefined
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { createLog, openAudit } = await import('@weaklayer/gateway')
  const config = { audit: gatewayConfig.shape.audit.parse({ directory: options.audit }), outputs: [] }
  const audit = await openAudit(config, { log: createLog('warn'), baseDirectory: process.cwd() })
  return async (outcome, details) => {
    await audit.record({
      action: 'events.exported',
      outcome,
      actor: { user: userInfo().username },
      subject: { store: resolve(options.store ?? '.'), query },
      details: { format: options.format, to: options.out === '-' ? '-' : resolve(options.out), ...details },
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
