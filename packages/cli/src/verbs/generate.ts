import { mkdir, readdir } from 'node:fs/promises'
import { type GeneratedTruth, generateEvents, plainText, planGeneration } from '@weaklayer/review'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface GenerateOptions {
  events: number
  sensors?: number
  groups: number
  epochs: number
  seed: number
  missing: number
  doubled: number
  conflicts: number
  drops: number
  moved: number
  clones: number
  json?: boolean
}

export function addGenerate(program: Command): void {
  const command = program
    .command('generate')
    .summary('Write event files of made-up sensors.')
    .description(
      'Write event files as a gateway does, of made-up sensors, with exactly the faults that are asked for, and print what `verify` has to find. The same options give the same files.',
    )
    .argument('<directory>', 'A new or empty directory')
    .option('--events <number>', 'Events that the sensors record.', from(1), 10_000)
    .option('--sensors <number>', 'Sensors (default: 100, or one for each 3 events)', from(1))
    .option('--groups <number>', 'Groups that the sensors belong to.', from(1), 1)
    .option('--epochs <number>', 'Epochs of each sensor, at most.', from(1), 3)
    .option('--seed <number>', 'Another seed gives other events.', from(0), 1)
    .option('--missing <number>', 'Events that are in no file.', from(0), 0)
    .option('--doubled <number>', 'Events that are there twice.', from(0), 0)
    .option('--conflicts <number>', 'Ids that have two contents.', from(0), 0)
    .option('--drops <number>', 'Events that are given up and declared.', from(0), 0)
    .option('--moved <number>', 'Events that get another id; about half are there under both.', from(0), 0)
    .option('--clones <number>', 'Sensors whose profile is copied.', from(0), 0)
    .option('--json', 'Print one JSON object.')
  withExamples(command, {
    'weaklayer generate made --events 1000000 --sensors 1000': 'A million events without a fault',
    'weaklayer generate made --missing 3 --clones 1 && weaklayer verify made':
      'See how verify tells of faults',
  })
  acting<GenerateOptions>(command, generate)
}

async function generate(options: GenerateOptions, directory = ''): Promise<ExitStatus> {
  const { events, sensors, groups, epochs, seed, clones, missing, doubled, moved } = options
  const faults = { missing, doubled, moved, conflict: options.conflicts, dropped: options.drops }
  const planned = planGeneration({ events, sensors, groups, epochs, seed, clones, faults })
  if (planned.status === 'impossible')
    throw wrongCall(`cannot generate this: ${planned.why}`, 'Ask for more events, or for fewer faults.')
  await prepare(directory)
  const truth = generateEvents(directory, planned.plan, {
    ...(process.stderr.isTTY ? { onProgress: showProgress } : {}),
  })
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  createPrinter().line(options.json === true ? JSON.stringify(truth) : sentence(truth, directory))
  return exitStatus.ok
}

/** Made-up events must never come among real ones. */
async function prepare(directory: string): Promise<void> {
  const kind = await kindOf(directory)
  const taken = kind === 'file' || (kind === 'directory' && (await readdir(directory)).length > 0)
  if (taken)
    throw wrongCall(
      `cannot generate events in ${directory}: ${kind === 'file' ? 'it is a file' : 'it is not empty'}`,
      'Name a new or empty directory.',
    )
  await mkdir(directory, { recursive: true })
}

function showProgress(events: number): void {
  process.stderr.write(`\r${events} events written …`)
}

function sentence(
  { seed, sensors, groups, epochs, events, ...faults }: GeneratedTruth,
  directory: string,
): string {
  const { missing, declared, moved, doubled, conflicts, clones } = faults
  return [
    `${events} events of ${sensors} sensors in ${groups} groups, ${epochs} epochs, seed ${seed}, are in ${plainText(directory, 500)}.`,
    `Verify has to find: missing ${missing}, declared ${declared}, moved ${moved}, doubled ${doubled}, conflicts ${conflicts}, clones ${clones}.`,
  ].join('\n')
}

function from(least: number): (text: string) => number {
  return text => {
    const number = Number(text)
    if (/^\d{1,10}$/.test(text) && number >= least) return number
    throw new InvalidArgumentError(`Expected a whole number from ${least}.`)
  }
}
