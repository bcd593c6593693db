import { join } from 'node:path'
import { createLog, loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { exampleInstallKey, exampleTokenSecret, makeVerifier } from '@weaklayer/wire'

/** A gateway of its own process: `node gateway-process.ts DIRECTORY with|without`. It tells its processor time when asked. */
const [, , directory = '', audit = ''] = process.argv
const loaded = await loadGatewayConfig({
  text: JSON.stringify({
    sensor: {
      api: { host: '127.0.0.1', port: 0 },
      token: { secrets: { current: exampleTokenSecret } },
      install: { verifiers: [await makeVerifier(exampleInstallKey)] },
    },
    outputs: [{ type: 'filesystem', directory: join(directory, audit) }],
    admin: { enabled: false },
    audit: { enabled: audit === 'with' },
    rates: { groupInstallsPerMinute: 10_000_000, groupInstallBurst: 10_000_000 },
  }),
})
if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
const gateway = await startGateway(loaded.config, { log: createLog('error') })
const say = () => {
  const { user, system } = process.cpuUsage()
  process.send?.({ url: gateway.url, cpuMs: (user + system) / 1000 })
}
process.on('message', async message => {
  if (message === 'report') return say()
  await gateway.close()
  process.disconnect()
})
say()
