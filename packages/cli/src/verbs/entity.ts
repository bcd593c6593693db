import { type EntityKind, entity, formatEntity, plainJson } from '@weaklayer/review'
import { plainText } from '@weaklayer/review/plain-text'
import { Argument, type Command } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { oneSensor } from '../one-sensor.ts'
import { wholeNumber } from '../option-values.ts'
import { printLines } from '../printer.ts'
import { storeOption, useStore } from '../use-store.ts'
import { withExamples } from '../verb.ts'

interface EntityOptions {
  store?: string
  limit: number
  json?: boolean
  utc?: boolean
}

const kinds: readonly EntityKind[] = ['host', 'extension', 'client', 'sensor']

export function addEntity(program: Command): void {
  const command = program
    .command('entity')
    .summary('Show who met a host, an extension or a client, and when first.')
    .description(
      'Show when a host, an extension or an OAuth client was seen first and last, how many sensors met it (few is rare), and who: the first one first. Of a sensor it shows when it was seen, and its names. First sight is remembered longer than the events are. Exit status 1 when nobody met it.',
    )
    .addArgument(new Argument('<kind>', 'What it is').choices(kinds))
    .argument('<value>', 'The host, the id of the extension or client, or a word for the sensor')
    .option(...storeOption)
    .option('--limit <number>', 'Most sensors to list.', wholeNumber(1, 10_000), 100)
    .option('--json', 'Print one JSON object.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer entity host login.example.com --store store': 'Who else went there?',
    'weaklayer entity sensor laptop-7': 'Since when do we know this machine?',
  })
  command.action(async (kind: EntityKind, value: string, options: EntityOptions) => {
    process.exitCode = await show(kind, value, options)
  })
}

async function show(kind: EntityKind, value: string, options: EntityOptions): Promise<ExitStatus> {
  const { store, limit, utc = false } = options
  if (kind === 'host') refuseAddress(value)
  return await useStore({ store, verb: 'entity', about: { [kind]: value } }, async (open, tally) => {
    const named = kind === 'sensor' ? await oneSensor(open, value) : value
    const found =
      (await entity(open, { kind, value: named, limit })) ??
      (await entity(open, { kind, value: usualForm(named), limit }))
    if (found === undefined)
      throw failure(
        'ENTITY_UNKNOWN',
        `nobody met the ${kind} ${plainText(named, 300)}`,
        kind === 'host'
          ? `Hosts are whole names: \`weaklayer facets 'host:*.example.com' --field hostname\` lists those below a domain.`
          : 'Correct its id, if it is not right.',
      )
    tally.rows = found.who.length
    await printLines(options.json === true ? [plainJson(found)] : formatEntity(found, { utc }))
    return exitStatus.ok
  })
}

function refuseAddress(value: string): void {
  const host = URL.parse(value)?.hostname
  if (host !== undefined && host !== '')
    throw wrongCall(`${plainText(value, 300)} is an address`, `Name its host: ${plainText(host, 300)}`)
}

/** As browsers write hosts and ids: without capitals, and without a dot at the end. */
function usualForm(value: string): string {
  return value.toLowerCase().replace(/\.$/, '')
}
