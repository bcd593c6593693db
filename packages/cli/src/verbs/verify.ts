import {
  formatVerifyReport,
  isStore,
  proveStore,
  totalsOf,
  type VerifyReport,
  verifyEvents,
} from '@weaklayer/review'
import { plainJson } from '@weaklayer/review/plain-text'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { eventDirectory } from '../event-directory.ts'
import { printLines } from '../printer.ts'
import { createProgress } from '../progress.ts'
import { useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface VerifyOptions {
  json?: boolean
  utc?: boolean
  all?: boolean
  deadLetter?: string
}

export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .summary('Prove from event files or a store that nothing is missing.')
    .description(
      'Tell for each sensor whether everything that it recorded is in the event files, or in the store: complete, missing, declared, moved, lost, doubled, conflicts, clones. Exit status 1 when anything is unexplained.',
    )
    .argument('[directory]', 'Directory of event files, or a store (default: .weaklayer/events, else events)')
    .option(
      '--dead-letter <directory>',
      'Where the gateway keeps refused events (default: dead-letter in the directory)',
    )
    .option('--all', 'Show every sensor and epoch, also many that are complete.')
    .option('--json', 'Print JSON: one object a sensor, one an unreadable line, then a summary.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer verify events': 'Prove that nothing is missing',
    'weaklayer verify store': 'Prove the same of a store',
    'weaklayer verify events --json | jq \'select(.record == "sensor" and .complete == false)\'':
      'Only sensors with something unexplained',
  })
  acting<VerifyOptions>(command, verify)
}

async function verify(options: VerifyOptions, given: string | undefined): Promise<ExitStatus> {
  const directory = await eventDirectory(given, { mayAppear: false })
  const report = (await isStore(directory))
    ? await verifyStore(directory, options)
    : await verifyFiles(directory, options)
  if (report.events + report.deadLetters + report.unreadable.count === 0)
    throw failure(
      'NOTHING_TO_VERIFY',
      `nothing to verify: ${directory} holds no events`,
      "Name the directory of the gateway's filesystem output, or wait until a sensor has delivered.",
    )
  await printLines(
    options.json === true
      ? records(report)
      : [formatVerifyReport(report, { utc: options.utc === true, all: options.all === true })],
  )
  return report.complete ? exitStatus.ok : exitStatus.failed
}

async function verifyStore(directory: string, { deadLetter }: VerifyOptions): Promise<VerifyReport> {
  if (deadLetter !== undefined)
    throw wrongCall(`${directory} is a store, which has its own dead letters`, 'Leave --dead-letter out.')
  const progress = createProgress('events proven')
  const report = await useStore({ store: directory, verb: 'verify', about: {} }, async (store, tally) => {
    const proof = await proveStore(store, { onProgress: progress.update })
    tally.rows = proof.sensors.length
    return proof
  })
  progress.end()
  return report
}

async function verifyFiles(directory: string, { deadLetter }: VerifyOptions): Promise<VerifyReport> {
  if (deadLetter !== undefined) await eventDirectory(deadLetter, { mayAppear: false })
  const progress = createProgress('MB read')
  const report = await verifyEvents(directory, {
    ...(deadLetter === undefined ? {} : { deadLetterDirectory: deadLetter }),
    onProgress: ({ bytes, totalBytes }) => progress.update(megabytes(bytes), megabytes(totalBytes)),
  })
  progress.end()
  return report
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1_000_000)
}

function* records({ sensors, unreadable, ...report }: VerifyReport): Generator<string> {
  for (const sensor of sensors) yield plainJson({ record: 'sensor', ...sensor })
  for (const line of unreadable.first) yield plainJson({ record: 'unreadable', ...line })
  yield plainJson({
    record: 'summary',
    sensors: sensors.length,
    ...report,
    ...totalsOf(sensors),
    unreadable: unreadable.count,
  })
}
