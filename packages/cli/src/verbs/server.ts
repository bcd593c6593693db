import cluster from 'node:cluster'
import { once } from 'node:events'
import type { Gateway, SupervisedWorkers } from '@weaklayer/gateway'
import { type GatewayConfig, mostWorkers, type Problem } from '@weaklayer/wire'
import { type Command, InvalidArgumentError } from 'commander'
import { type ExitStatus, exitStatus } from '../cli-error.ts'
import { existingConfig, goodConfig } from '../gateway-config-file.ts'
import { keepConfig } from '../keep-config.ts'
import { stopsAtHangup, untilSignal } from '../until-signal.ts'
import { acting, withExamples } from '../verb.ts'

interface ServerOptions {
  config: string
  workers?: number
}

export function addServer(program: Command): void {
  const command = program
    .command('server')
    .summary('Run the gateway.')
    .description(
      'Run the gateway until SIGTERM or Ctrl+C, which finish requests and event files first; a second one does so faster. SIGHUP reads the configuration again, as happens every few seconds anyway. The log is JSON lines on standard error.',
    )
    .requiredOption('--config <file>', 'Configuration of the gateway, YAML or JSON.')
    .option(
      '--workers <number>',
      'Run so many processes that share the port, each with its own files; one for each core at most. Without it `workers` of the configuration counts.',
      workers,
    )
  withExamples(command, {
    'weaklayer server --config gateway.yaml': 'Run a gateway',
    'weaklayer server --config gateway.yaml --workers 4': 'Run it in four processes',
    'WEAKLAYER_SENSOR_API_PORT=8443 weaklayer server --config gateway.yaml': 'Override one value of the file',
  })
  acting<ServerOptions>(command, async ({ config, workers: wanted }) => {
    const file = await existingConfig(config)
    return cluster.isWorker ? await serveAsWorker(file) : await serve(file, wanted)
  })
}

function workers(text: string): number {
  const count = Number(text)
  if (/^\d{1,2}$/.test(text) && count >= 1 && count <= mostWorkers) return count
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${mostWorkers}.`)
}

const stopSignals: NodeJS.Signals[] | undefined = stopsAtHangup ? undefined : ['SIGINT', 'SIGTERM']

async function serve(file: string, wanted: number | undefined): Promise<ExitStatus> {
  let server: Pick<Gateway, 'hurry'> | undefined
  const signal = untilSignal(() => server?.hurry(), stopSignals)
  const { config, warnings } = await goodConfig(file, 'the gateway did not start')
  for (const warning of warnings) process.stderr.write(`${warningLog(warning)}\n`)
  const { keepHeapSmall } = await import('@weaklayer/gateway')
  keepHeapSmall()
  const count = wanted ?? config.workers
  const { hurry, close } = count === 1 ? await serveAlone(config, file) : await serveTogether(config, count)
  server = { hurry }
  if (!signal.aborted) await once(signal, 'abort')
  return (await close()) ? exitStatus.ok : exitStatus.failed
}

/** Whether it ended in order is what `close` tells. */
type Serving = Pick<SupervisedWorkers, 'hurry' | 'close'>

async function serveAlone(config: GatewayConfig, file: string): Promise<Serving> {
  const { startGateway } = await import('@weaklayer/gateway')
  const gateway = await startGateway(config)
  const release = await keepConfig(gateway, { file, environment: process.env })
  return {
    hurry: gateway.hurry,
    async close() {
      release()
      await gateway.close()
      return true
    },
  }
}

/** Watches over worker processes, which run this same command. */
async function serveTogether(config: GatewayConfig, count: number): Promise<Serving> {
  const { superviseWorkers } = await import('@weaklayer/gateway')
  let together: SupervisedWorkers | undefined
  if (!stopsAtHangup) process.on('SIGHUP', () => together?.reload())
  together = await superviseWorkers(config, { count })
  return together
}

async function serveAsWorker(file: string): Promise<ExitStatus> {
  const { keepHeapSmall, runWorker, startGateway } = await import('@weaklayer/gateway')
  keepHeapSmall()
  await runWorker(async options => {
    const { config } = await goodConfig(file, 'a worker did not start')
    const gateway = await startGateway(config, options)
    return { gateway, release: await keepConfig(gateway, { file, environment: process.env }) }
  })
  return exitStatus.ok
}

/** One line of the log, in the form of the gateway's own lines; 40 is pino's number for warnings. */
function warningLog({ path, message, todo }: Problem): string {
  return JSON.stringify({ level: 40, time: new Date().toISOString(), path, todo, msg: message })
}
