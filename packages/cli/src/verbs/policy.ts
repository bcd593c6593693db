import type { Fill, PolicyInput, PolicyModel, Target, WrittenFile } from '@weaklayer/policy'
import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { type CaptureLevel, captureLevels, nearestOf, type Problem } from '@weaklayer/wire'
import { type Command, Option } from 'commander'
import { type ExitStatus, exitStatus, failure, wrongCall } from '../cli-error.ts'
import { problemLine } from '../gateway-config-file.ts'
import { readInputFile, readStandardInput } from '../input-file.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface PolicyOptions {
  gateway: string
  installKey: string
  label: string
  ids: string
  updateUrl: string
  out: string
  settings?: string
  target?: string[]
  profile?: CaptureLevel
  fill: (Fill | 'none')[]
  json?: boolean
}

export function addPolicy(program: Command): void {
  const command = program
    .command('policy')
    .summary('Write the policy files of every browser and system.')
    .description(
      'Write everything that an administrator installs: a folder for each browser, system and management tool, with files that force-install the sensor and configure it, and a README.',
    )
    .requiredOption('--gateway <url>', 'Address of the gateway, such as https://gateway.example.com')
    .requiredOption(
      '--install-key <file>',
      'Install key, as `weaklayer key` printed it; - reads standard input',
    )
    .requiredOption('--label <text>', 'Name of this set of sensors, such as finance-laptops')
    .requiredOption('--ids <file>', 'The ids.json that `weaklayer package` wrote')
    .requiredOption('--update-url <url>', 'Folder of packages, such as https://gateway.example.com/updates')
    .requiredOption('--out <directory>', 'A new or empty directory, or one of an earlier call')
    .option('--settings <file>', "Further keys of the sensor's configuration, YAML or JSON")
    .option('--target <name...>', 'Only these (default: all; a wrong name lists them)')
    .addOption(
      new Option('--profile <level>', 'How much is recorded (default: standard)').choices(captureLevels),
    )
    .addOption(
      new Option('--fill <what...>', 'What the management tool fills in for each machine')
        .choices(['device', 'user', 'none'])
        .default(['device'], 'device'),
    )
    .option('--json', 'Print one JSON object for each file.')
  withExamples(command, {
    'weaklayer policy --gateway https://gateway.example.com --install-key key.json --label finance --ids ids.json --update-url https://gateway.example.com/updates --out policies':
      'Everything for a gateway',
  })
  acting<PolicyOptions>(command, writePolicies)
}

async function writePolicies(options: PolicyOptions): Promise<ExitStatus> {
  const { isPolicyFolder, targets, writePolicyFiles } = await import('@weaklayer/policy')
  const chosen = chosenTargets(options.target, targets)
  const model = await modelOf(options)
  if (!(await isPolicyFolder(options.out)))
    throw wrongCall(
      `cannot write policy files into ${options.out}: it holds other files`,
      'Name a new or empty directory, or one that this command made.',
    )
  const written = await writePolicyFiles({ directory: options.out, model, targets: chosen })
  const printer = createPrinter()
  if (options.json === true) for (const file of written) printer.line(plainJson(file))
  else printer.line(summary(written, options.out))
  return exitStatus.ok
}

async function modelOf(options: PolicyOptions): Promise<PolicyModel> {
  const { readPolicyInput } = await import('@weaklayer/policy')
  const reading = readPolicyInput(await inputOf(options))
  for (const warning of reading.warnings) printProblem(warning, 'warning')
  if (reading.status === 'ok') return reading.model
  for (const problem of reading.problems) printProblem(problem)
  const count = reading.problems.length === 1 ? 'one problem' : `${reading.problems.length} problems`
  throw failure(
    'POLICY_INVALID',
    `no policy file was written: what it was given has ${count}, named above`,
    'Correct them and call it again.',
  )
}

async function inputOf(options: PolicyOptions): Promise<PolicyInput> {
  const { gateway, updateUrl, label, profile } = options
  const settings = options.settings
  return {
    gateway,
    updateUrl,
    label,
    installKey: await (options.installKey === '-' ? readStandardInput() : readInputFile(options.installKey)),
    ids: await readInputFile(options.ids),
    ...(settings === undefined ? {} : { settings: await readInputFile(settings) }),
    ...(profile === undefined ? {} : { profile }),
    fill: options.fill.filter(each => each !== 'none'),
    files: {
      installKey: options.installKey === '-' ? 'standard input' : options.installKey,
      ids: options.ids,
      settings: settings ?? 'settings',
    },
  }
}

function printProblem(problem: Problem, severity?: 'warning'): void {
  process.stderr.write(`${problemLine('weaklayer policy', problem, severity)}\n`)
}

function chosenTargets(names: readonly string[] | undefined, all: readonly Target[]): readonly Target[] {
  const known = all.map(target => target.name)
  for (const name of names ?? []) {
    if (known.includes(name)) continue
    const nearest = nearestOf(name, known)
    throw wrongCall(
      `there is no target ${name}`,
      `${nearest === undefined ? '' : `Did you mean \`${nearest}\`? `}There are ${known.join(', ')}.`,
    )
  }
  return names === undefined ? all : all.filter(target => names.includes(target.name))
}

function summary(written: readonly WrittenFile[], directory: string): string {
  const folders = new Set(written.map(file => file.target)).size
  const secrets = written.filter(file => file.secret).length
  const out = plainText(directory, 500)
  return `${written.length} files for ${folders} targets are in ${out}; ${secrets} of them hold the install key (mode 0600). Begin with ${out}/README.md.`
}
