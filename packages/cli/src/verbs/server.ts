import { once } from 'node:events'
import type { Gateway } from '@weaklayer/gateway'
import type { Problem } from '@weaklayer/wire'
import type { Command } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { existingConfig, goodConfig } from '../gateway-config-file.ts'
import { keepConfig } from '../keep-config.ts'
import { stopsAtHangup, untilSignal } from '../until-signal.ts'
import { acting, withExamples } from '../verb.ts'

export function addServer(program: Command): void {
  const command = program
    .command('server')
    .summary('Run the gateway.')
    .description(
      'Run the gateway until SIGTERM or Ctrl+C, which finish requests and event files first; a second one does so faster. SIGHUP reads the configuration again, as happens every few seconds anyway. The log is JSON lines on standard error.',
    )
    .requiredOption('--config <file>', 'Configuration of the gateway, YAML or JSON.')
  withExamples(command, {
    'weaklayer server --config gateway.yaml': 'Run a gateway',
    'WEAKLAYER_SENSOR_API_PORT=8443 weaklayer server --config gateway.yaml': 'Override one value of the file',
  })
  acting<{ config: string }>(command, async ({ config }) => await serve(await existingConfig(config)))
}

async function serve(file: string): Promise<ExitStatus> {
  let gateway: Gateway | undefined
  const signal = untilSignal(() => gateway?.hurry(), stopsAtHangup ? undefined : ['SIGINT', 'SIGTERM'])
  const { config, warnings } = await goodConfig(file, 'the gateway did not start')
  for (const warning of warnings) process.stderr.write(`${warningLog(warning)}\n`)
  const { keepHeapSmall, startGateway } = await import('@weaklayer/gateway')
  keepHeapSmall()
  gateway = await startGateway(config)
  const release = await keepConfig(gateway, { file, environment: process.env })
  if (!signal.aborted) await once(signal, 'abort')
  release()
  await gateway.close()
  return exitStatus.ok
}

/** One line of the log, in the form of the gateway's own lines; 40 is pino's number for warnings. */
function warningLog({ path, message, todo }: Problem): string {
  return JSON.stringify({ level: 40, time: new Date().toISOString(), path, todo, msg: message })
}
