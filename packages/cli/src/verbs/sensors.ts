import { formatSensors, sensors } from '@weaklayer/review'
import { plainJson } from '@weaklayer/review/plain-text'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { printLines } from '../printer.ts'
import { createProgress } from '../progress.ts'
import { storeOption, useStore } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface SensorsOptions {
  store?: string
  gaps: boolean
  silent?: boolean
  json?: boolean
  utc?: boolean
}

export function addSensors(program: Command): void {
  const command = program
    .command('sensors')
    .summary('List the sensors of a store, silent ones first.')
    .description(
      'List the sensors of a store, those that were silent for longest first: last seen, version, browser, state of the policy, backlog, events given up, gaps, clock skew.',
    )
    .option(...storeOption)
    .option('--silent', 'Only those of which nothing was received for two hours.')
    .option('--no-gaps', 'Do not prove what is missing: quicker on many events.')
    .option('--json', 'Print each sensor as a JSON object.')
    .option('--utc', 'Print times in UTC, not in local time.')
  withExamples(command, {
    'weaklayer sensors --store store': 'How every sensor is',
    'weaklayer sensors --silent --json': 'Those that went silent, for another program',
  })
  acting<SensorsOptions>(command, list)
}

async function list(options: SensorsOptions): Promise<ExitStatus> {
  return await useStore({ store: options.store, verb: 'sensors', about: {} }, async (store, tally) => {
    const progress = createProgress('events proven')
    const found = await sensors(store, {
      nowUs: Date.now() * 1000,
      gaps: options.gaps,
      onProgress: progress.update,
    })
    progress.end()
    const shown = options.silent === true ? found.filter(({ silent }) => silent) : found
    tally.rows = shown.length
    await printLines(
      options.json === true ? shown.map(plainJson) : formatSensors(shown, { utc: options.utc === true }),
    )
    return exitStatus.ok
  })
}
