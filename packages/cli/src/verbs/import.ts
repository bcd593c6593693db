import { compactStore, followStore, type ImportReport, importEvents, letOthersFirst } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { eventDirectory } from '../event-directory.ts'
import { createPrinter } from '../printer.ts'
import { createProgress } from '../progress.ts'
import { untilSignal } from '../until-signal.ts'
import { acting, withExamples } from '../verb.ts'

interface ImportOptions {
  store?: string
  follow?: boolean
  removeImported?: boolean
  compact?: boolean
  deadLetter?: string
  json?: boolean
}

export function addImport(program: Command): void {
  const command = program
    .command('import')
    .summary('Add event files to a store, where they can be searched.')
    .description(
      "Add the events of a gateway's files to a store: finished files, open ones and the first Weaklayer's JSON arrays. What was imported before is passed over; events that were delivered twice are kept once. It may be ended at any moment and run again. Exit status 1 when lines could not be read; they are named.",
    )
    .argument('[directory]', 'Directory of event files (default: .weaklayer/events, else events)')
    .option('--store <directory>', 'The store; it is made when it is not there.')
    .option('--follow', 'Go on with what the gateway writes, until Ctrl+C.')
    .option('--remove-imported', 'Remove finished event files once their events are in the store.')
    .option('--compact', 'Merge all small files of the store at the end.')
    .option(
      '--dead-letter <directory>',
      'Where the gateway keeps refused events (default: dead-letter in the directory)',
    )
    .option('--json', 'Print one JSON object.')
  withExamples(command, {
    'weaklayer import events --store store': 'Make a store, or bring it up to date',
    'weaklayer import events --store store --follow --remove-imported': 'Keep it up to date',
  })
  acting<ImportOptions>(command, runImport)
}

async function runImport(options: ImportOptions, given: string | undefined): Promise<ExitStatus> {
  const { store } = options
  if (store === undefined)
    throw wrongCall('no store is named', 'Name a directory for it: weaklayer import events --store store')
  const follow = options.follow === true
  const directory = await eventDirectory(given, { mayAppear: follow })
  const common = {
    removeImported: options.removeImported === true,
    ...(options.deadLetter !== undefined && { deadLetterDirectory: options.deadLetter }),
  }
  const report = follow
    ? await following(directory, store, common)
    : await importing(directory, store, common)
  if (options.compact === true) await compactStore(store)
  const printer = createPrinter()
  printer.line(options.json === true ? JSON.stringify(report) : sentence(report, store))
  for (const { file, line, message } of report.unreadable.first)
    process.stderr.write(`${plainText(file, 500)}:${line}: ${plainText(message, 500)}\n`)
  return report.unreadable.count === 0 ? exitStatus.ok : exitStatus.failed
}

type Common = Pick<NonNullable<Parameters<typeof importEvents>[2]>, 'removeImported' | 'deadLetterDirectory'>

async function importing(directory: string, store: string, common: Common): Promise<ImportReport> {
  const progress = createProgress('bytes read')
  try {
    return await importEvents(directory, store, {
      ...common,
      onProgress: ({ bytes, totalBytes }) => progress.update(bytes, totalBytes),
    })
  } finally {
    progress.end()
  }
}

async function following(directory: string, store: string, common: Common): Promise<ImportReport> {
  letOthersFirst()
  const progress = createProgress('events imported')
  try {
    return await followStore(directory, store, {
      ...common,
      signal: untilSignal(),
      onBatch: ({ events }) => progress.update(events, 0),
    })
  } finally {
    progress.end()
  }
}

function sentence(report: ImportReport, store: string): string {
  const { events, doubles, conflicts, unwanted, deadLetters, unreadable } = report
  return [
    `${events} events and ${deadLetters} refused ones were added to ${plainText(store, 500)}.`,
    `Doubles ${doubles}, conflicts ${conflicts}, removed before ${unwanted}, unreadable lines ${unreadable.count}.`,
  ].join('\n')
}
