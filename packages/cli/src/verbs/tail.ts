import { hostPattern } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { since, wholeNumber } from '../option-values.ts'
import { showEvents, type TailOptions } from '../show-events.ts'
import { slippedType } from '../slipped-type.ts'
import { acting, withExamples } from '../verb.ts'

export function addTail(program: Command): void {
  const command = program
    .command('tail')
    .summary('Show events as they arrive.')
    .description(
      'Show events as they arrive, one line an event. Without --since it begins with the last 10 events of the last 24 hours. Ctrl+C ends it with status 0.',
    )
    .argument('[directory]', 'Directory of event files (default: .weaklayer/events, else events)')
    .option('--type <types>', 'Only these event types; may be repeated, or separated by commas.', types)
    .option('--sensor <ids>', 'Only these sensors: ids, or how they begin.', sensors)
    .option(
      '--host <hosts>',
      'Only these hosts: example.com, or *.example.com with everything below it.',
      hosts,
    )
    .option(
      '--since <time>',
      'What the gateway received since then: 24h, 5m, 2026-11-22, 2026-11-22T14:05Z.',
      since,
    )
    .option(
      '-n, --lines <number>',
      'Begin with so many of the last stored events; 0 for none.',
      wholeNumber(0, 999_999),
    )
    .option('--no-follow', 'Show what is stored, and end.')
    .option('--json', 'Print each event as a JSON object.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer tail events': 'Watch what arrives',
    'weaklayer tail events --type TextInput --host *.example.com': 'Where text was typed, on one domain',
    'weaklayer tail events --since 24h --no-follow --json': 'A day of events for another program',
  })
  acting<TailOptions>(command, showEvents)
}

/** Gathers the values of an option that may be repeated or separated by commas. */
function gather(text: string, before: readonly string[] | undefined): string[] {
  const words = text.split(',').map(word => word.trim())
  if (words.some(word => word === '')) throw new InvalidArgumentError('Expected words separated by commas.')
  return [...(before ?? []), ...words]
}

/** Types that this version does not know may be in the files; one that is near a known type is a slip. */
function types(text: string, before: string[] | undefined): string[] {
  for (const type of text.split(',').map(word => word.trim())) {
    const meant = slippedType(type)
    if (meant !== undefined) throw new InvalidArgumentError(`No event has this type. Did you mean ${meant}?`)
  }
  return gather(text, before)
}

function sensors(text: string, before: string[] | undefined): string[] {
  const given = gather(text, before)
  if (given.every(id => /^[0-9a-f-]{1,36}$/i.test(id))) return given
  throw new InvalidArgumentError('Expected a sensor id or how it begins, such as 3f2a9c1b.')
}

function hosts(text: string, before: string[] | undefined): string[] {
  const given = gather(text, before)
  if (given.every(host => hostPattern.safeParse(host).success)) return given
  throw new InvalidArgumentError('Expected a host such as example.com or *.example.com.')
}
