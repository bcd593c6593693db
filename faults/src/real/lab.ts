import { mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seededRandom } from '@weaklayer/extension/testing'
import {
  freePort,
  type LaunchedGateway,
  type LaunchOptions,
  launchGateway,
} from '../laboratory/gateway-process.ts'
import { gatewayConfigFor, makeSecrets, policyFor, type Secrets } from '../laboratory/secrets.ts'
import { type SimulatedSensor, startSimulatedSensor } from '../laboratory/sensor/simulated-sensor.ts'
import { judge } from './oracle/judge.ts'
import { mergeEventFiles } from './oracle/merge-event-files.ts'
import type { Verdict } from './oracle/verdict.ts'

type GatewayConfigFile = ReturnType<typeof configFor>
export type ConfigChange = (config: GatewayConfigFile) => GatewayConfigFile

/** Real parts in a folder of their own: some gateways with their files, and simulated sensors. */
export interface Lab {
  directory: string
  secrets: Secrets
  random: ReturnType<typeof seededRandom>
  sensors: SimulatedSensor[]
  /** The port of a gateway, whether it runs or not. */
  portOf(gateway: number): Promise<number>
  adminPortOf(gateway: number): Promise<number>
  /** Says that something is wrong which the stored events do not show. */
  note(problem: string): void
  problems: string[]
  /** Starts a gateway; each number has its own port and its own files, kept over any number of starts. */
  launch(gateway: number, change?: ConfigChange, options?: LaunchOptions): Promise<LaunchedGateway>
  /** Starts sensors that send to a port. */
  addSensors(count: number, port: number, policy?: Record<string, unknown>): Promise<SimulatedSensor[]>
  /** Has something closed with the laboratory. */
  closing(close: () => Promise<void>): void
  /** Stops the gateways and compares what the sensors recorded with what is stored. */
  judge(): Promise<Verdict>
  close(): Promise<void>
}

export async function openLab(seed: number): Promise<Lab> {
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-faults-'))
  const secrets = await makeSecrets()
  const random = seededRandom(seed)
  const ports = new Map<number, number>()
  const running: LaunchedGateway[] = []
  const sensors: SimulatedSensor[] = []
  const closing: (() => Promise<void>)[] = []
  const homeOf = (gateway: number) => join(directory, `gateway-${gateway}`)
  const portOf = portsIn(ports)
  const adminPortOf = portsIn(new Map())
  const problems: string[] = []
  return {
    directory,
    secrets,
    random,
    sensors,
    portOf,
    adminPortOf,
    problems,
    note: problem => void problems.push(problem),
    async launch(gateway, change = config => config, options = {}) {
      const home = homeOf(gateway)
      mkdirSync(home, { recursive: true })
      const places = { port: await portOf(gateway), adminPort: await adminPortOf(gateway), directory: home }
      const launched = launchGateway(home, change(configFor(secrets, places)), options)
      running.push(launched)
      return launched
    },
    async addSensors(count, port, policy = {}) {
      const added = []
      for (let index = 0; index < count; index++) {
        const sensorSeed = Math.floor(random.fraction() * 2 ** 31)
        added.push(await startSimulatedSensor({ seed: sensorSeed, policy: policyFor(secrets, port, policy) }))
      }
      sensors.push(...added)
      return added
    },
    closing: close => void closing.push(close),
    async judge() {
      await Promise.all(running.map(one => one.stop()))
      const merged = join(directory, 'merged')
      mergeEventFiles(
        [...ports.keys()].map(gateway => join(homeOf(gateway), 'events')),
        merged,
      )
      return await judge(
        merged,
        sensors.map(one => one.recorded),
      )
    },
    async close() {
      for (const sensor of sensors) sensor.close()
      await Promise.all([...running.map(one => one.kill()), ...closing.map(close => close())])
      await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
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
function portsIn(ports: Map<number, number>): (number: number) => Promise<number> {
  return async number => {
    const port = ports.get(number) ?? (await freePort())
    ports.set(number, port)
    return port
  }
}
