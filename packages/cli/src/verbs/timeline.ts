import { formatSession, type Session, type Store, session, sinceUs, whichSensors } from '@weaklayer/review'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { durationUs } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface TimelineOptions {
  store?: string
  sensor: string
  /** Microseconds since 1970 UTC. */
  around: number
  /** Microseconds. */
  span: number
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
      timeUs,
    )
    .option('--span <duration>', 'How far to look before and after. (default: 15m)', spanUs, usualSpanUs)
    .option('--limit <number>', 'Most events, the oldest first. (default: 20000)', limit, 20_000)
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
  return await useStore(options.store, async store => {
    const sensor = await oneSensor(store, options.sensor)
    const { around, span } = options
    const found = await session(store, {
      sensor,
      fromUs: Math.max(0, around - span),
      toUs: around + span,
      limit: options.limit,
    })
    const printer = createPrinter()
    if (options.json !== true) printer.line(formatSession(found, { utc: options.utc === true }))
    for (const record of options.json === true ? records(found) : []) {
      printer.line(plainJson(record))
      await printer.drained()
    }
    return exitStatus.ok
  })
}

async function oneSensor(store: Store, word: string): Promise<string> {
  const [first, ...others] = await whichSensors(store, word)
  if (first === undefined)
    throw failure(
      'SENSOR_UNKNOWN',
      `no sensor of the store is ${plainText(word, 100)}`,
      '`weaklayer sensors` lists them. A word is a whole label, device or user, or how a sensor id begins (from 4 characters).',
    )
  if (others.length === 0 || first.sensor === word) return first.sensor
  const ids = [first, ...others].slice(0, 5).map(({ sensor }) => plainText(sensor, 36))
  throw wrongCall(
    `${plainText(word, 100)} means ${others.length + 1} sensors`,
    `Name one of them: ${ids.join(', ')}${others.length > 4 ? ' …' : ''}`,
  )
}

function* records({ tabs, beside, ...summary }: Session): Generator<object> {
  for (const tab of tabs) yield { record: 'tab', ...tab }
  yield { record: 'beside', events: beside }
  yield { record: 'summary', ...summary }
}

function timeUs(text: string): number {
  const found = sinceUs(text, Date.now())
  if (found !== undefined) return found
  throw new InvalidArgumentError('Expected a time such as 2026-11-22T14:05, or how long ago, such as 2h.')
}

function spanUs(text: string): number {
  const found = durationUs(text)
  if (found !== undefined && found > 0) return found
  throw new InvalidArgumentError('Expected a duration such as 15m or 2h.')
}

function limit(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= 100_000) return Number(text)
  throw new InvalidArgumentError('Expected a whole number from 1 to 100000.')
}
