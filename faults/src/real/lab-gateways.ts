import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@weaklayer/gateway/testing'
import { type LaunchedGateway, type LaunchOptions, launchGateway } from '../laboratory/gateway-process.ts'
import { gatewayConfigFor, type Secrets } from '../laboratory/secrets.ts'

type GatewayConfigFile = ReturnType<typeof configFor>
export type ConfigChange = (config: GatewayConfigFile) => object & { sensor: { api: { port: number } } }

/** Gateways by number; each has its own ports and its own files, kept over any number of starts. */
export interface LabGateways {
  portOf(gateway: number): Promise<number>
  adminPortOf(gateway: number): Promise<number>
  /** Starts one; it may end before it listens. */
  launch(gateway: number, change?: ConfigChange, options?: LaunchOptions): Promise<LaunchedGateway>
  /** Starts one and waits until it listens. */
  start(gateway: number, change?: ConfigChange, options?: LaunchOptions): Promise<LaunchedGateway>
  /** Stops all in order; the directories of their event files. */
  stop(): Promise<string[]>
  kill(): Promise<void>
}

export function createLabGateways(directory: string, secrets: Secrets): LabGateways {
  const running: LaunchedGateway[] = []
  const homes = new Set<string>()
  const portOf = ports()
  const adminPortOf = ports()
  const launch: LabGateways['launch'] = async (gateway, change = config => config, options = {}) => {
    const home = join(directory, `gateway-${gateway}`)
    mkdirSync(home, { recursive: true })
    homes.add(home)
    const places = { port: await portOf(gateway), adminPort: await adminPortOf(gateway), directory: home }
    const launched = launchGateway(home, change(configFor(secrets, places)), options)
    running.push(launched)
    return launched
  }
  return {
    portOf,
    adminPortOf,
    launch,
    async start(...args) {
      const gateway = await launch(...args)
      if (!(await gateway.listening)) throw new Error(`A gateway did not start: ${gateway.log()}`)
      return gateway
    },
    async stop() {
      await Promise.all(running.map(one => one.stop()))
      return [...homes].map(home => join(home, 'events'))
    },
    kill: async () => void (await Promise.all(running.map(one => one.kill()))),
  }
}

function configFor(secrets: Secrets, places: { port: number; adminPort: number; directory: string }) {
  return {
    ...gatewayConfigFor(secrets, places),
    admin: { port: places.adminPort },
    // Few sensors here do the work of many.
    rates: { sensorRequestsPerMinute: 1_000_000, sensorRequestBurst: 1_000_000 },
  }
}

/** A port for each number, the same whenever it is asked for. */
function ports(): (number: number) => Promise<number> {
  const known = new Map<number, Promise<number>>()
  return async number => {
    const port = known.get(number) ?? freePort()
    known.set(number, port)
    return await port
  }
}
