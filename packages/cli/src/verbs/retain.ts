import { defaultRetention, retainStore } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { auditing } from '../store-audit.ts'
import { storeOption, storeToUse } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface RetainOptions {
  store?: string
  days?: Record<string, number>
  json?: boolean
}

const usual = Object.entries(defaultRetention)
  .map(([type, days]) => `${type}=${days}`)
  .join(' ')

export function addRetain(program: Command): void {
  const command = program
    .command('retain')
    .summary('Remove from a store what is older than it is kept.')
    .description(
      'Remove events that were received more days ago than their type is kept, and refused events as `*` says. Later imports do not bring them back, and verify does not miss them.',
    )
    .option(...storeOption)
    .option(
      '--days <type=days...>',
      `Days for a type, * for all others (default: ${usual}). Types that are not named keep their default.`,
      daysOf,
    )
    .option('--json', 'Print one JSON object.')
  withExamples(command, {
    'weaklayer retain --store store': 'Where people went for 30 days, everything else for 180',
    "weaklayer retain --store store --days TextInput=7 '*=365'": 'Other times',
  })
  acting<RetainOptions>(command, retain)
}

async function retain(options: RetainOptions): Promise<ExitStatus> {
  const store = await storeToUse(options.store)
  const retention = { ...defaultRetention, ...options.days }
  const report = await auditing(store, { action: 'store.retained', subject: { days: retention } }, () =>
    retainStore(store, { retention }),
  )
  createPrinter().line(
    options.json === true
      ? JSON.stringify(report)
      : `${report.events} events and ${report.deadLetters} refused ones were removed from ${plainText(store, 500)}.`,
  )
  return exitStatus.ok
}

function daysOf(text: string, before: Record<string, number> = {}): Record<string, number> {
  const [, type = '', days = ''] = /^([A-Za-z]{1,64}|\*)=(\d{1,5})$/.exec(text) ?? []
  if (type === '')
    throw new InvalidArgumentError('Expected a type and a number of days, such as TextInput=7.')
  return { ...before, [type]: Number(days) }
}
