import { formatSession, type Session, session } from '@weaklayer/review'
import { plainJson } from '@weaklayer/review/plain-text'
import { durationUs } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { oneSensor } from '../one-sensor.ts'
import { since, wholeNumber } from '../option-values.ts'
import { printLines } from '../printer.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface TimelineOptions {
  store?: string
  sensor: string
  /** Microseconds since 1970 UTC. */
  around: number
  /** Microseconds. */
  span?: number
  limit: number
  json?: boolean
  utc?: boolean
}

const usualSpanUs = 900_000_000

export function addTimeline(program: Command): void {
  const command = program
    .command('timeline')
    .summary('Show what one sensor did around a time.')
    .description(
      'Show what one sensor did around a time, as a tree of tabs, pages, frames and addresses, with what was done there.',
    )
    .requiredOption('--sensor <word>', 'The sensor: its id or how it begins, its label, device or user.')
    .requiredOption(
      '--around <time>',
      'A time: 2026-11-22T14:05, with Z for UTC; or how long ago: 2h.',
      since,
    )
    .option('--span <duration>', 'How far to look before and after. (default: 15m)', spanUs)
    .option('--limit <number>', 'Most events, the oldest first.', wholeNumber(1, 100_000), 20_000)
    .option(...storeOption)
    .option('--json', 'Print JSON: one object a tab, one of what is beside the tabs, then a summary.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer timeline --sensor laptop-7 --around 2026-11-22T14:05 --store store':
      'Half an hour of one machine',
    'weaklayer timeline --sensor anna --around 2h --span 5m': 'What somebody did two hours ago',
  })
  acting<TimelineOptions>(command, timeline)
}

async function timeline(options: TimelineOptions): Promise<ExitStatus> {
  const { around, span = usualSpanUs } = options
  const about = { sensor: options.sensor, around, span }
  return await useStore({ store: options.store, verb: 'timeline', about }, async (store, tally) => {
    const sensor = await oneSensor(store, options.sensor)
    const found = await session(store, {
      sensor,
      fromUs: Math.max(0, around - span),
      toUs: around + span,
      limit: options.limit,
    })
    tally.rows = found.events
    if (found.events === 0 && process.stderr.isTTY)
      process.stderr.write(
        `weaklayer timeline: nothing happened in this time; \`weaklayer entity sensor ${sensor}\` says when the sensor was seen\n`,
      )
    await printLines(
      options.json === true ? records(found) : [formatSession(found, { utc: options.utc === true })],
    )
    return exitStatus.ok
  })
}

function* records({ tabs, beside, ...summary }: Session): Generator<string> {
  for (const tab of tabs) yield plainJson({ record: 'tab', ...tab })
  yield plainJson({ record: 'beside', events: beside })
  yield plainJson({ record: 'summary', ...summary })
}

function spanUs(text: string): number {
  const found = durationUs(text)
  if (found !== undefined && found > 0) return found
  throw new InvalidArgumentError('Expected a duration such as 15m or 2h.')
}
