import { type Gateway, keepHeapSmall, loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import type { GatewayConfig } from '@weaklayer/wire'
import { failure, isFailure, systemCode } from '../failure.ts'
import type { GatewayNews } from './gateway-messages.ts'

const [configFile = ''] = process.argv.slice(2)

/** Ctrl+C reaches the whole process group; the starter decides when the gateway ends. */
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)

/** The starter ends the gateway by letting go of the channel; that happens too when the starter is killed. */
const released = new Promise<void>(resolve => {
  process.once('disconnect', resolve)
  process.once('SIGTERM', resolve)
})

try {
  keepHeapSmall()
  const config = await configOf(configFile)
  const gateway = await startSomewhere(config)
  const wantedPort = config.sensor.api.port
  tell({ status: 'started', url: gateway.url, wantedPort, port: gateway.port })
  await released
  await gateway.close()
  if (process.connected) process.disconnect()
} catch (error) {
  tell(newsOf(error))
  process.exitCode = 1
  if (process.connected) process.disconnect()
}

function tell(news: GatewayNews): void {
  if (process.connected) process.send?.(news)
}

function newsOf(error: unknown): GatewayNews {
  const message = error instanceof Error ? error.message : String(error)
  const todo = isFailure(error) ? error.todo : 'See its log.'
  return { status: 'failed', code: systemCode(error) ?? 'GATEWAY_FAILED', message, todo }
}

async function configOf(file: string): Promise<GatewayConfig> {
  const loaded = await loadGatewayConfig({ file })
  // Nobody probes the demo; its admin listener must not stop a second one.
  if (loaded.status === 'ok') return { ...loaded.config, admin: { ...loaded.config.admin, port: 0 } }
  const lines = loaded.problems.map(({ path, message, todo }) => `${path} ${message}. ${todo}`)
  throw failure({
    code: 'CONFIG_INVALID',
    message: `${file}: ${lines.join(' ')}`,
    todo: 'Correct the file, or remove it to get a new one.',
  })
}

/** On the configured port, or on a free one where that is taken. */
async function startSomewhere(config: GatewayConfig): Promise<Gateway> {
  try {
    return await startGateway(config)
  } catch (error) {
    if (systemCode(error) !== 'PORT_IN_USE') throw error
    const { sensor } = config
    return startGateway({ ...config, sensor: { ...sensor, api: { ...sensor.api, port: 0 } } })
  }
}
