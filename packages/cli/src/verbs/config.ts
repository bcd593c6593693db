import { plainJson, plainText } from '@weaklayer/review'
import type { GatewayConfig, Problem } from '@weaklayer/wire'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { existingConfig, problemLine } from '../gateway-config-file.ts'
import { createPrinter } from '../printer.ts'
import { acting, withExamples } from '../verb.ts'

interface CheckOptions {
  json?: boolean
}

export function addConfig(program: Command): void {
  const config = program.command('config').description('Work with configuration files.')
  const command = config
    .command('check')
    .summary('Report every problem of a gateway configuration.')
    .description(
      'Report every problem of a gateway configuration at once, as `server` would see it: with the WEAKLAYER_… variables of this environment.',
    )
    .argument('<file>', 'Configuration of the gateway, YAML or JSON.')
    .option('--json', 'Print one JSON object for each problem and warning.')
  withExamples(config, { 'weaklayer config check gateway.yaml': 'Check a gateway configuration' })
  withExamples(command, { 'weaklayer config check gateway.yaml': 'Check before a restart' })
  acting<CheckOptions>(command, async (options, file = '') => await check(file, options))
}

async function check(given: string, options: CheckOptions): Promise<ExitStatus> {
  const file = await existingConfig(given)
  // Loaded here and not above: the gateway's packages would slow down every other verb.
  const { loadGatewayConfig } = await import('@weaklayer/gateway')
  const loaded = await loadGatewayConfig({ file, environment: process.env })
  const problems = loaded.status === 'ok' ? [] : loaded.problems
  const { warnings } = loaded
  if (options.json === true) printJson(problems, warnings)
  else {
    for (const problem of problems) process.stderr.write(`${problemLine(file, problem)}\n`)
    for (const warning of warnings) process.stderr.write(`${problemLine(file, warning, 'warning')}\n`)
    if (loaded.status === 'ok') createPrinter().line(describe(file, loaded.config))
  }
  return problems.length === 0 ? exitStatus.ok : exitStatus.failed
}

function printJson(problems: readonly Problem[], warnings: readonly Problem[]): void {
  const printer = createPrinter()
  for (const problem of problems) printer.line(plainJson({ severity: 'problem', ...problem }))
  for (const warning of warnings) printer.line(plainJson({ severity: 'warning', ...warning }))
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
