import { join } from 'node:path'
import type { KeptLetters, ReplayReport } from '@weaklayer/gateway'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type GatewayConfig, gatewayLimits, gatewayOutput } from '@weaklayer/wire'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { eventDirectory } from '../event-directory.ts'
import { existingConfig, goodConfig } from '../gateway-config-file.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface ReplayOptions {
  config?: string
  deadLetter?: string
  dryRun?: boolean
  json?: boolean
}

export function addReplay(program: Command): void {
  const command = program
    .command('replay')
    .summary('Store refused events that are valid now.')
    .description(
      'Check the events of the dead letter again, after an update or a change of limits, and store those that are valid now with their own sensor, group, epoch, seq and time of receipt; the others stay with their reason. The gateway must be stopped (sensors keep their events meanwhile), except with --dry-run. Exit status 1 when anything stays.',
    )
    .argument('[directory]', 'Directory of event files (default: .weaklayer/events, else events)')
    .option('--config <file>', 'Take directories, formats and limits of the gateway from its configuration.')
    .option(
      '--dead-letter <directory>',
      'Where the gateway keeps refused events (default: dead-letter in the directory)',
    )
    .option('--dry-run', 'Tell what would be stored, and change nothing.')
    .option('--json', 'Print JSON: one object a reason, one a file with unreadable lines, then a summary.')
  withExamples(command, {
    'weaklayer replay --config gateway.yaml --dry-run': 'See what an update made valid',
    'weaklayer replay --config gateway.yaml': 'Store it, while the gateway is stopped',
  })
  acting<ReplayOptions>(command, replay)
}

async function replay(options: ReplayOptions, given: string | undefined): Promise<ExitStatus> {
  const config = await configOf(options, given)
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { createLog, replayDeadLetters, replayPlacesOf } = await import('@weaklayer/gateway')
  const places = replayPlacesOf(config)
  if (places.outputs.length === 0)
    throw failure(
      'REPLAY_NO_FILES',
      'the configuration has no filesystem output to replay into',
      'Name a directory for the events: `weaklayer replay DIRECTORY --dead-letter DIRECTORY`.',
    )
  const dryRun = options.dryRun === true
  const replaying = replayDeadLetters({ places, limits: config.limits, dryRun, log: createLog('warn') })
  const report = await replaying.catch(rejectInUse)
  const printer = createPrinter()
  if (options.json === true) for (const record of records(report, dryRun)) printer.line(plainJson(record))
  else for (const line of linesOf(report, dryRun)) printer.line(line)
  return report.replayed === report.letters ? exitStatus.ok : exitStatus.failed
}

type ReplayConfig = Pick<GatewayConfig, 'outputs' | 'deadLetter' | 'limits'>

async function configOf(options: ReplayOptions, given: string | undefined): Promise<ReplayConfig> {
  const { config, deadLetter } = options
  if (config !== undefined) {
    if (given === undefined && deadLetter === undefined)
      return (await goodConfig(await existingConfig(config), 'nothing was replayed')).config
    throw wrongCall(
      'the directories are named twice: by --config and by themselves',
      'Give either --config, or the directory and --dead-letter.',
    )
  }
  const directory = await eventDirectory(given, { mayAppear: false })
  if (deadLetter !== undefined) await eventDirectory(deadLetter, { mayAppear: false })
  return {
    outputs: [gatewayOutput.parse({ type: 'filesystem', directory })],
    deadLetter: { directory: deadLetter ?? join(directory, 'dead-letter') },
    limits: gatewayLimits.parse({}),
  }
}

function rejectInUse(error: unknown): never {
  if ((error as { code?: string }).code !== 'OUTPUT_DIRECTORY_IN_USE') throw error
  throw failure(
    'OUTPUT_DIRECTORY_IN_USE',
    `${(error as Error).message}: a running gateway, or another replay`,
    'Stop it, replay, start it again: sensors keep their events meanwhile. --dry-run works beside it.',
  )
}

const mostReasons = 20

function* linesOf({ letters, replayed, kept, unreadable }: ReplayReport, dryRun: boolean): Generator<string> {
  if (letters === 0) return yield 'nothing to replay: the dead letter holds no events'
  yield `${replayed} of ${letters} dead letters ${dryRun ? 'would be stored' : 'are stored now'}, ${letters - replayed} stay`
  for (const { count, code, message } of kept.slice(0, mostReasons)) {
    yield `${String(count).padStart(8)}  ${code}  ${plainText(message, 300)}`
  }
  if (kept.length > mostReasons) yield `          … and ${countOf(kept.slice(mostReasons))} for other reasons`
  for (const { count, file } of unreadable) {
    yield `${String(count).padStart(8)}  unreadable in ${plainText(file, 500)}`
  }
}

function* records({ letters, replayed, kept, unreadable }: ReplayReport, dryRun: boolean): Generator<object> {
  for (const reason of kept) yield { record: 'kept', ...reason }
  for (const file of unreadable) yield { record: 'unreadable', ...file }
  yield { record: 'summary', dryRun, letters, replayed, kept: countOf(kept), unreadable: countOf(unreadable) }
}

function countOf(parts: readonly Pick<KeptLetters, 'count'>[]): number {
  return parts.reduce((sum, { count }) => sum + count, 0)
}
