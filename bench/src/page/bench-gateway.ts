import { type Gateway, loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { exampleTokenSecret, exampleVerifier } from '@weaklayer/wire'

/** A real gateway on a free loopback port, with the public example secrets. */
export async function startBenchGateway(directory: string): Promise<Gateway> {
  const text = JSON.stringify({
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: exampleTokenSecret } },
      install: { verifiers: [exampleVerifier] },
    },
    outputs: [{ type: 'filesystem', directory }],
    admin: { enabled: false },
    log: { level: 'error' },
  })
  const loaded = await loadGatewayConfig({ text })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return await startGateway(loaded.config)
}
