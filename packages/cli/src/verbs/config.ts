import { plainJson, plainText } from '@weaklayer/review/plain-text'
import type { GatewayConfig, Problem } from '@weaklayer/wire'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { existingConfig, problemLine } from '../gateway-config-file.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface CheckOptions {
  json?: boolean
  fingerprint?: boolean
}

export function addConfig(program: Command): void {
  const config = program.command('config').description('Work with configuration files.')
  const command = config
    .command('check')
    .summary('Report every problem of a gateway configuration.')
    .description(
      'Report every problem of a gateway configuration at once, as `server` would see it: with the WEAKLAYER_… variables of this environment, and with what is in the files of HTTPS.',
    )
    .argument('<file>', 'Configuration of the gateway, YAML or JSON.')
    .option(
      '--fingerprint',
      'Print 16 hex digits that only the same configuration has; no secret goes into them.',
    )
    .option('--json', 'Print one JSON object for each problem and warning.')
  withExamples(config, { 'weaklayer config check gateway.yaml': 'Check a gateway configuration' })
  withExamples(command, {
    'weaklayer config check gateway.yaml': 'Check before a restart',
    'weaklayer config check --fingerprint gateway.yaml': 'Compare the configurations of a fleet',
  })
  acting<CheckOptions>(command, async (options, file = '') => await check(file, options))
}

async function check(given: string, options: CheckOptions): Promise<ExitStatus> {
  const file = await existingConfig(given)
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { checkTlsFiles, configFingerprint, loadGatewayConfig } = await import('@weaklayer/gateway')
  const loaded = await loadGatewayConfig({ file, environment: process.env })
  const wantsPrint = options.fingerprint === true
  // A fingerprint is of the configuration itself, wherever its files are.
  const files =
    loaded.status === 'ok' && !wantsPrint ? await checkTlsFiles(loaded.config, Date.now()) : nothingFound
  const problems = loaded.status === 'ok' ? files.problems : loaded.problems
  const warnings = [...loaded.warnings, ...files.warnings]
  const fingerprint = wantsPrint && loaded.status === 'ok' ? configFingerprint(loaded.config) : undefined
  const isGood = loaded.status === 'ok' && problems.length === 0
  const good = isGood ? (fingerprint ?? describe(file, loaded.config)) : undefined
  if (options.json === true) printJson({ problems, warnings, fingerprint })
  else printText(file, { problems, warnings, good })
  return problems.length === 0 ? exitStatus.ok : exitStatus.failed
}

const nothingFound: { problems: Problem[]; warnings: Problem[] } = { problems: [], warnings: [] }

interface TextReport {
  problems: readonly Problem[]
  warnings: readonly Problem[]
  good: string | undefined
}

function printText(file: string, { problems, warnings, good }: TextReport): void {
  for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`)
  for (const warning of warnings) process.stderr.write(`${problemLine(file, warning, 'warning')}\n`)
  if (good !== undefined) createPrinter().line(good)
}

interface Report {
  problems: readonly Problem[]
  warnings: readonly Problem[]
  fingerprint: string | undefined
}

function printJson({ problems, warnings, fingerprint }: Report): void {
  const printer = createPrinter()
  for (const problem of problems) printer.line(plainJson({ severity: 'problem', ...problem }))
  for (const warning of warnings) printer.line(plainJson({ severity: 'warning', ...warning }))
  if (fingerprint !== undefined) printer.line(plainJson({ fingerprint }))
}

function describe(file: string, { sensor, outputs }: GatewayConfig): string {
  const protocol = sensor.api.https === undefined ? 'http' : 'https'
  const groups = new Set(sensor.install.verifiers.map(verifier => verifier.group)).size
  const targets = outputs.map(output =>
    output.type === 'filesystem' ? `filesystem ${plainText(output.directory)}` : output.type,
  )
  const address = `${protocol}://${plainText(sensor.api.host)}:${sensor.api.port}`
  return `${plainText(file)}: good. Listens on ${address}, accepts install keys of ${groups} group(s), writes to ${targets.join(', ')}.`
}
