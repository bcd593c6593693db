import { plainJson, plainText } from '@weaklayer/review/plain-text'
import { installKey, makeInstallKey, makeVerifier, randomSecret, toBase64, verifier } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus, wrongCall } from '../cli-error.ts'
import { readInputFile } from '../input-file.ts'
import { createPrinter } from '../printer.ts'
import { planInstallKey } from '../rotate/plan-install-key.ts'
import { planTokenSecret } from '../rotate/plan-token-secret.ts'
import { endOf, type RotationSource, readSource } from '../rotate/rotation-source.ts'
import type { RotationPlan } from '../rotate/rotation-step.ts'
import { prepareSteps, writeRotation } from '../rotate/write-rotation.ts'
import { acting, withExamples } from '../verb.ts'

interface RotateOptions {
  config: string
  out: string
  use?: string
  notAfter?: string
  json?: boolean
}

const secretBytes = 64

export function addRotate(program: Command): void {
  const rotate = program
    .command('rotate')
    .description('Prepare a change of secrets for a fleet of gateways: accept, then use, then retire.')
  const tokenSecret = withCommonOptions(rotate.command('token-secret'), 'The new token secret')
    .summary('Prepare the steps to a new token secret.')
    .description(
      'Make a new token secret and write a folder for each step with the whole configuration, and a README with the commands. Nothing of a gateway is touched, and no secret is printed.',
    )
    .option('--not-after <time>', 'When the old secret ends by itself from step 2 on.')
  const key = withCommonOptions(rotate.command('install-key'), 'The new install key')
    .summary('Prepare the steps to a new install key of a group.')
    .description(
      'Make a new install key of a group and write a folder for each step with the whole configuration, and a README with the commands. Nothing of a gateway is touched, and no secret is printed.',
    )
    .requiredOption('--group <uuid>', 'The group whose key changes.', groupOf)
    .option('--not-after <time>', 'When the old verifiers end by themselves from step 1 on.')
  const example = 'weaklayer rotate token-secret --config gateway.yaml --out rotation'
  withExamples(rotate, { [example]: 'Prepare another token secret' })
  withExamples(tokenSecret, { [example]: 'Prepare another token secret' })
  withExamples(key, {
    'weaklayer rotate install-key --group 5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e --config gateway.yaml --out new-key':
      'Prepare another install key',
  })
  acting<RotateOptions>(tokenSecret, options => prepare(options, tokenSecretPlan))
  acting<RotateOptions & { group: string }>(key, options => prepare(options, installKeyPlan))
}

function withCommonOptions(command: Command, what: string): Command {
  return command
    .requiredOption('--config <file>', 'Configuration of a gateway, YAML or JSON.')
    .requiredOption('--out <directory>', 'A new or empty directory.')
    .option('--use <file>', `${what}, as an earlier call made it for another gateway.`)
    .option('--json', 'Print one JSON object for each file.')
}

type MakePlan<Options> = (source: RotationSource, options: Options) => Promise<RotationPlan>

async function prepare<Options extends RotateOptions>(
  options: Options,
  makePlan: MakePlan<Options>,
): Promise<ExitStatus> {
  const source = await readSource(options.config)
  const plan = await makePlan(source, options)
  const steps = await prepareSteps(plan, source)
  const files = await writeRotation({ directory: options.out, plan, steps, source })
  const printer = createPrinter()
  if (options.json === true) {
    const prints = new Map(steps.map(({ step, fingerprint }) => [step.name, fingerprint]))
    for (const { step, ...file } of files)
      printer.line(plainJson({ ...(step !== undefined && { step, fingerprint: prints.get(step) }), ...file }))
  } else {
    const out = plainText(options.out, 500)
    printer.line(
      `${steps.length} steps are in ${out}; its files hold secrets (mode 0600). Begin with ${out}/README.md.`,
    )
  }
  return exitStatus.ok
}

async function tokenSecretPlan(source: RotationSource, options: RotateOptions): Promise<RotationPlan> {
  const fresh =
    options.use === undefined
      ? toBase64(crypto.getRandomValues(new Uint8Array(secretBytes)))
      : await givenSecret(options.use)
  const { current, past } = source.config.sensor.token.secrets
  if (JSON.stringify([current, past]).includes(fresh))
    throw wrongCall('this secret is in the configuration already', 'Leave out --use to make another one.')
  return planTokenSecret(source, { fresh, notAfter: endOf(options.notAfter) })
}

async function givenSecret(file: string): Promise<string> {
  const content = await readInputFile(file)
  const text = typeof content === 'object' ? (content as { secret?: unknown } | null)?.secret : content
  const parsed = randomSecret.safeParse(text)
  if (parsed.success) return parsed.data
  throw wrongCall(`${file} holds no token secret`, 'Name the new-token-secret of an earlier call.')
}

async function installKeyPlan(
  source: RotationSource,
  options: RotateOptions & { group: string },
): Promise<RotationPlan> {
  const pair = options.use === undefined ? await madeKey(options.group) : await givenKey(options.use)
  if (pair.key.group !== options.group)
    throw wrongCall(
      `the key is of the group ${pair.key.group}`,
      'Name that group, or another file with --use.',
    )
  return planInstallKey(source, { ...pair, notAfter: endOf(options.notAfter) })
}

async function madeKey(group: string) {
  const key = await makeInstallKey(group)
  return { key, verifier: await makeVerifier(key) }
}

async function givenKey(file: string) {
  const content = (await readInputFile(file)) as { key?: unknown; verifier?: unknown } | null
  const key = installKey.safeParse(content?.key)
  const made = verifier.safeParse(content?.verifier)
  if (key.success && made.success) return { key: key.data, verifier: made.data }
  throw wrongCall(`${file} holds no install key`, 'Name the new-install-key.json of an earlier call.')
}

function groupOf(text: string): string {
  const group = text.toLowerCase()
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(group)) return group
  throw new InvalidArgumentError('Expected a UUID such as 5b0a4a52-3c6b-4d7e-9a55-0f6a3b1c2d3e.')
}
