import { findReuse, formatReuse, plainJson } from '@weaklayer/review'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { since, wholeNumber } from '../option-values.ts'
import { printLines } from '../printer.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface ReuseOptions {
  store?: string
  top?: number
  /** Microseconds since 1970 UTC. */
  since?: number
  family?: string[][]
  ownFamilies?: boolean
  json?: boolean
  utc?: boolean
}

export function addReuse(program: Command): void {
  const command = program
    .command('reuse')
    .summary('Find passwords that were typed where they do not belong.')
    .description(
      'Find passwords of one site that somebody typed at another one, the most suspicious first, each with what its score is made of.',
    )
    .option(...storeOption)
    .option('--top <number>', 'How many to show. (default: 25)', wholeNumber(1, 99_999))
    .option('--since <time>', 'Only what was typed since then: 24h, 7d, 2026-11-22.', since)
    .option(
      '--family <sites>',
      'Sites that share one sign-in, separated by commas; may be repeated: acme.com,acme-sso.net.',
      family,
    )
    .option('--own-families', 'Leave out the built-in list of identity providers.')
    .option('--json', 'Print each finding as a JSON object.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer reuse --store store': 'Did somebody type a password where it does not belong?',
    'weaklayer reuse --store store --since 24h --json': 'The last day, for another program',
  })
  acting<ReuseOptions>(command, list)
}

async function list({ store: directory, ...options }: ReuseOptions): Promise<ExitStatus> {
  return await useStore({ store: directory, verb: 'reuse', about: {} }, async (store, tally) => {
    const report = await findReuse(store, {
      ...(options.top === undefined ? {} : { top: options.top }),
      ...(options.since === undefined ? {} : { sinceUs: options.since }),
      families: options.family ?? [],
      onlyOwnFamilies: options.ownFamilies === true,
    })
    tally.rows = report.findings.length
    await printLines(
      options.json === true
        ? report.findings.map(plainJson)
        : formatReuse(report, { utc: options.utc === true }),
    )
    return exitStatus.ok
  })
}

function family(text: string, before: string[][] | undefined): string[][] {
  const sites = text.split(',').map(site => site.trim().toLowerCase())
  if (sites.length < 2 || sites.some(site => !/^[a-z0-9.-]+$/.test(site)))
    throw new InvalidArgumentError('Expected two sites or more, such as acme.com,acme-sso.net.')
  return [...(before ?? []), sites]
}
