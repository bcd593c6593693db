import { mkdir, readdir } from 'node:fs/promises'
import { type GeneratedTruth, generateEvents, planGeneration } from '@weaklayer/review'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { kindOf } from '../event-directory.ts'
import { formatGenerated, type GeneratedParts } from '../generate/format-generated.ts'
import { type GenerateCall, generateOptions } from '../generate/generate-options.ts'
import { openTruth } from '../generate/truth-file.ts'
import { startOf, wholeFrom } from '../generate/values.ts'
import { createPrinter } from '../printer.ts'
import { createProgress } from '../progress.ts'
import { acting, withExamples } from '../verb.ts'

export function addGenerate(program: Command): void {
  const command = program
    .command('generate')
    .summary('Write event files of a made-up organisation.')
    .description(
      'Write event files as a gateway does, of made-up people who work with their browsers, with exactly the attacks and faults that are asked for. The same options give the same files.',
    )
    .argument('[directory]', 'A new or empty directory; the same as --out')
    .option('--out <directory>', 'A new or empty directory.')
    .option('--events <number>', 'Events that the sensors record. (default: 10000)', wholeFrom(1))
    .option('--seed <number>', 'Another seed gives other events.', wholeFrom(0), 1)
    .option('--start <date>', 'The Monday on which it begins, such as 2026-09-21.', startOf)
    .option('--users <number>', 'People; every 12th has a second sensor.', wholeFrom(1))
    .option('--sensors <number>', 'Sensors (default: 100, or one for each 3 events)', wholeFrom(1))
    .option('--groups <number>', 'Groups that the sensors belong to. (default: 1)', wholeFrom(1))
    .option(
      '--epochs <number>',
      'Working days of each sensor, at most (default: 3, or one for each 500 events)',
      wholeFrom(1),
    )
    .option(
      '--organisation',
      'The organisation that password reuse is measured with: 500 users, 5000000 events, 3 groups, 20 attacks, 2000 benign cases.',
    )
    .option('--attacks <number>', 'People who type a password of theirs where it gets stolen.', wholeFrom(0))
    .option('--benign <number>', 'Passwords that turn up at a second site without harm.', wholeFrom(0))
    .option('--reuse <percent>', 'People who reuse passwords at several sites.', wholeFrom(0))
    .option('--truth <file>', 'Write what the attacks and benign cases are; not into the directory.')
    .option('--later-types', 'Also Navigation, PopupOpen and Download, which sensors do not record yet.')
    .option('--first-generation', "JSON arrays as the first Weaklayer's: neither epoch, seq nor received.")
  addFaults(command).option('--json', 'Print one JSON object.')
  withExamples(command, {
    'weaklayer generate --events 1000000 --seed 7 --out made': 'A million events',
    'weaklayer generate --organisation --out made --truth truth.ndjson':
      'An organisation with attacks among its people, and the list of them',
    'weaklayer generate made --missing 3 --clones 1 && weaklayer verify made':
      'See how verify tells of faults',
  })
  acting<GenerateCall>(command, generate)
}

function addFaults(command: Command): Command {
  return command
    .option('--missing <number>', 'Events that are in no file.', wholeFrom(0), 0)
    .option('--doubled <number>', 'Events that are there twice.', wholeFrom(0), 0)
    .option('--conflicts <number>', 'Ids that have two contents.', wholeFrom(0), 0)
    .option('--drops <number>', 'Events that are given up and declared.', wholeFrom(0), 0)
    .option(
      '--moved <number>',
      'Events that get another id; about half are there under both.',
      wholeFrom(0),
      0,
    )
    .option('--clones <number>', 'Sensors whose profile is copied.', wholeFrom(0), 0)
}

async function generate(call: GenerateCall, argument: string | undefined): Promise<ExitStatus> {
  const directory = directoryOf(call, argument)
  const planned = planGeneration(generateOptions(call))
  if (planned.status === 'impossible')
    throw wrongCall(
      `cannot generate this: ${planned.why}`,
      'Ask for more events, or for fewer faults and cases.',
    )
  await checkEmpty(directory)
  const truth = call.truth === undefined ? undefined : await openTruth(call.truth, directory)
  await mkdir(directory, { recursive: true })
  const progress = createProgress('events written')
  let made: GeneratedTruth
  try {
    made = generateEvents(directory, planned.plan, {
      onProgress: done => progress.update(done, planned.plan.events),
      ...(truth === undefined ? {} : { onCase: truth.add }),
    })
  } finally {
    progress.end()
  }
  await truth?.close()
  const attacks = planned.plan.cases.filter(({ record }) => record === 'attack').length
  const parts = { directory, truth: call.truth, attacks, benign: planned.plan.cases.length - attacks }
  createPrinter().line(call.json === true ? asJson(made, parts) : formatGenerated(made, parts))
  return exitStatus.ok
}

function asJson(made: GeneratedTruth, { attacks, benign }: GeneratedParts): string {
  return JSON.stringify(attacks + benign === 0 ? made : { ...made, attacks, benign })
}

function directoryOf({ out }: GenerateCall, argument: string | undefined): string {
  if (out !== undefined && argument !== undefined && out !== argument)
    throw wrongCall('the directory is named twice, and differently', 'Name it once, with --out or without.')
  const directory = out ?? argument
  if (directory === undefined)
    throw wrongCall("missing required argument 'directory'", 'Name a new or empty directory with --out.')
  return directory
}

/** Made-up events must never come among real ones. */
async function checkEmpty(directory: string): Promise<void> {
  const kind = await kindOf(directory)
  if (kind === 'file' || (kind === 'directory' && (await readdir(directory)).length > 0))
    throw wrongCall(
      `cannot generate events in ${directory}: ${kind === 'file' ? 'it is a file' : 'it is not empty'}`,
      'Name a new or empty directory.',
    )
}
