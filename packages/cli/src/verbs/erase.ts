import { eraseSensor } from '@weaklayer/review'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { createPrinter } from '../printer.ts'
import { auditing } from '../store-audit.ts'
import { storeOption, storeToUse } from '../use-store.ts'
import { acting, withExamples } from '../verb.ts'

interface EraseOptions {
  store?: string
  sensor?: string
  events?: string[]
  json?: boolean
}

export function addErase(program: Command): void {
  const command = program
    .command('erase')
    .summary('Erase all that a sensor recorded.')
    .description(
      'Erase a sensor from a store, and from the event files and dead letters that were imported into it. No import brings back what was received until now; what the sensor records later is kept. Exit status 1 when something of it is left: in files that a gateway writes to, or that cannot be read.',
    )
    .option(...storeOption)
    .option('--sensor <uuid>', 'The whole id of the sensor.')
    .option('--events <directory...>', 'Erase from these directories of event files too.')
    .option('--json', 'Print one JSON object.')
  withExamples(command, {
    'weaklayer erase --store store --sensor 2f0c6ed5-9a37-8f51-9c7b-3a8f6f0f5a10': 'Somebody asked for it',
  })
  acting<EraseOptions>(command, erase)
}

async function erase(options: EraseOptions): Promise<ExitStatus> {
  const { sensor, events: sources = [] } = options
  if (sensor === undefined)
    throw wrongCall(
      'no sensor is named',
      'Name one: weaklayer erase --sensor ID; `weaklayer sensors` lists them.',
    )
  const store = await storeToUse(options.store)
  const report = await auditing(store, { action: 'store.erased', subject: { sensor } }, () =>
    eraseSensor(store, sensor, { sources }),
  )
  const { events, deadLetters, files, open, faulty } = report
  const left = [
    ...open.map(path => `${path} is written to by a gateway: erase again when it is finished`),
    ...faulty.map(path => `${path} of the store cannot be read: restore it or remove it, and erase again`),
  ]
  createPrinter().line(
    options.json === true
      ? plainJson(report)
      : `${events} events and ${deadLetters} refused ones were erased from ${plainText(store, 500)}, and ${files} files of the gateway were written anew.`,
  )
  for (const line of left) process.stderr.write(`${plainText(line, 1000)}\n`)
  return left.length === 0 ? exitStatus.ok : exitStatus.failed
}
