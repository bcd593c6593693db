import { mkdirSync } from 'node:fs'
import { seededRandom } from '@weaklayer/extension/testing'
import { freePort } from '@weaklayer/gateway/testing'
import { type LaunchedGateway, launchGateway } from '../laboratory/gateway-process.ts'
import { gatewayConfigFor, makeSecrets, policyFor } from '../laboratory/secrets.ts'
import type { HostStart, Order, OrderResult } from './host-messages.ts'
import { startHosts } from './hosts.ts'
import { createNetwork, type Network } from './network.ts'
import { createNetworkClock } from './network-clock.ts'
import { peakMemoryBytes } from './peak-memory.ts'
import { createRequests } from './requests.ts'
import { createSimulatedTime, type SimulatedTime } from './simulated-time.ts'

export interface FleetOptions {
  sensors: number
  /** Threads that run the sensors. */
  threads: number
  /** Where the gateway's files go. */
  directory: string
  seed: number
}

/** Many sensors, the network between, and one real gateway. */
export interface Fleet {
  network: Network
  pass: SimulatedTime['pass']
  nowMs(): number
  order(order: Order): Promise<OrderResult>
  /** How long each sensor waited for what it was to wait for, since the last call. */
  takeWaits(): number[]
  waits(): number
  /** The event files. */
  eventDirectory: string
  startGateway(): Promise<void>
  /** SIGTERM: what it had open is finished. Resolves to the most memory that it ever used. */
  stopGateway(): Promise<number>
  close(): Promise<void>
}

/** What a sensor waits for an answer, as the extension's transport does. */
const answerLimitMs = 25_000

export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { directory, seed } = options
  mkdirSync(directory, { recursive: true })
  const secrets = await makeSecrets()
  const port = await freePort()
  const policy = { ...policyFor(secrets, port), label: 'fleet', capture: 'standard', flushIntervalMs: 10_000 }
  const clock = createNetworkClock(Date.now())
  const requests = createRequests(clock, answerLimitMs)
  const network = createNetwork(requests, seededRandom(seed).fraction)
  let waitsMs: number[] = []
  const hosts = startHosts({
    starts: startsOf(options, { startMs: clock.nowMs(), policy }),
    requested: request => network.carry(request, (atMs, answer) => hosts.answer(request, atMs, answer)),
    acknowledged: waitMs => void waitsMs.push(waitMs),
  })
  const gateway = createGatewayHolder(directory, gatewayConfigFor(secrets, { port, directory }))
  return {
    network,
    pass: createSimulatedTime({ clock, hosts, requests }).pass,
    nowMs: clock.nowMs,
    order: async order => (await hosts.order(order, clock.nowMs())).reduce(together),
    takeWaits() {
      const taken = waitsMs
      waitsMs = []
      return taken
    },
    waits: () => waitsMs.length,
    eventDirectory: `${directory}/events`,
    startGateway: gateway.start,
    stopGateway: gateway.stop,
    async close() {
      await Promise.all([hosts.close(), gateway.kill()])
      network.close()
    },
  }
}

/** Seeds far from each other's, so that no two sensors are alike whatever the seed of the run. */
const seedsOfRun = 1_000_003

function startsOf(
  { sensors, threads, seed }: FleetOptions,
  common: Pick<HostStart, 'startMs' | 'policy'>,
): HostStart[] {
  const share = Math.ceil(sensors / threads)
  const firsts = Array.from({ length: Math.ceil(sensors / share) }, (_, index) => index * share)
  return firsts.map(first => ({
    ...common,
    firstSeed: seed * seedsOfRun + first,
    sensors: Math.min(share, sensors - first),
  }))
}

function together(one: OrderResult, other: OrderResult): OrderResult {
  return {
    queued: one.queued + other.queued,
    waiting: one.waiting + other.waiting,
    records: [...one.records, ...other.records],
  }
}

function createGatewayHolder(directory: string, config: ReturnType<typeof gatewayConfigFor>) {
  let gateway: LaunchedGateway | undefined
  return {
    async start() {
      gateway = launchGateway(directory, config)
      if (!(await gateway.listening)) throw new Error(`the gateway did not start: ${gateway.log()}`)
    },
    async stop() {
      if (gateway === undefined) throw new Error('the gateway does not run')
      const peakBytes = peakMemoryBytes(gateway.pid())
      await gateway.stop()
      gateway = undefined
      return peakBytes
    },
    kill: async () => await gateway?.kill(),
  }
}
