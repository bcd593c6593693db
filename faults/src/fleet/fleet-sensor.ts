import { gzipSync } from 'node:zlib'
import type { SensorView } from '@weaklayer/extension/protocol'
import {
  createMemoryJournal,
  createSensor,
  type SensorPorts,
  seededRandom,
} from '@weaklayer/extension/testing'
import type { GatewayAnswer, GatewayRequest } from './host-messages.ts'
import type { Machine, Machines } from './machines.ts'
import { createPages } from './pages.ts'

export interface FleetSensorOptions {
  machines: Machines
  machine: Machine
  /** What managed storage says. */
  policy: object
  seed: number
  send(machine: Machine, request: GatewayRequest): Promise<GatewayAnswer>
}

/** The extension's own worker on a simulated computer. */
export interface FleetSensor {
  /** Happens to it at a time. */
  at(atMs: number, happening: (sensor: FleetSensor) => void): void
  start(): void
  /** Somebody uses a page: so many events. */
  visit(events: number): void
  /** The browser noticed that the network is back. */
  online(): void
  view(): Promise<SensorView>
  /** Calls back once, when an acknowledgement covers this event and all before it; without one, at the next. */
  awaitAck(goal: AckGoal | undefined, done: (atMs: number) => void): void
  /** A number of its own luck, in [0, 1). */
  luck(): number
}

interface AckGoal {
  epoch: string
  seq: number
}

export function createFleetSensor(options: FleetSensorOptions): FleetSensor {
  const { machines, machine } = options
  const random = seededRandom(options.seed)
  const acks = createAcks()
  const alarms = createAlarms(options)
  const sensor = createSensor({
    ...ownWorld(),
    journal: createMemoryJournal(),
    transport: {
      async send(request) {
        const answer = await options.send(machine, request)
        acks.note(answer, machine.atMs)
        return answer
      },
    },
    clock: {
      nowMs: () => Math.floor(machine.atMs),
      after: (delayMs, run) => machines.after(machine, delayMs, run),
    },
    random,
    alarms: alarms.port,
    readManaged: async () => options.policy,
  })
  alarms.ring = name => void sensor.alarm(name)
  const pages = createPages(random)
  const fleetSensor: FleetSensor = {
    at: (atMs, happening) => void machines.after(machine, atMs - machine.atMs, () => happening(fleetSensor)),
    start: () => void sensor.start(),
    visit: events => pages.visit(sensor, { events, atMs: Math.floor(machine.atMs) }),
    online: () => sensor.online(),
    view: async () => (await sensor.answerPage({ ask: 'view' })) as SensorView,
    awaitAck: acks.wait,
    luck: random.fraction,
  }
  return fleetSensor
}

function createAcks() {
  let waiting: { goal: AckGoal | undefined; done: (atMs: number) => void } | undefined
  return {
    wait(goal: AckGoal | undefined, done: (atMs: number) => void) {
      waiting = { goal, done }
    },
    note(answer: GatewayAnswer, atMs: number) {
      if (waiting === undefined || answer.status !== 'answered' || answer.http !== 200) return
      const { ack } = JSON.parse(answer.body) as { ack?: AckGoal | 1 | null }
      const { goal, done } = waiting
      if (typeof ack !== 'object' || ack === null || !covers(ack, goal)) return
      waiting = undefined
      done(atMs)
    },
  }
}

function covers(ack: AckGoal, goal: AckGoal | undefined): boolean {
  return goal === undefined || (ack.epoch === goal.epoch && ack.seq >= goal.seq)
}

function createAlarms({ machines, machine }: FleetSensorOptions) {
  const cancels = new Map<string, () => void>()
  const set = (name: string, delayMs: number, again: boolean) => {
    cancels.get(name)?.()
    const ring = () => {
      if (again) set(name, delayMs, true)
      alarms.ring(name)
    }
    cancels.set(name, machines.after(machine, delayMs, ring))
  }
  const alarms = {
    ring: (_name: string): void => undefined,
    port: {
      setOnce: (name: string, delayMs: number) => set(name, delayMs, false),
      clear(name: string) {
        cancels.get(name)?.()
        cancels.delete(name)
      },
      ensureRepeating: async (name: string, periodMs: number) => set(name, periodMs, true),
    },
  }
  return alarms
}

function ownWorld() {
  return {
    gzip: async (text: string) => new Uint8Array(gzipSync(text)),
    session: createArea(),
    local: createArea(),
    requestErrors: { watch: () => ({ error: async () => undefined, stop: () => undefined }) },
    browserFacts: async () => ({
      browser: 'Chrome/156.0.0.0',
      os: 'linux x86-64',
      incognitoAllowed: false,
      fileAccess: false,
      hostAccess: true,
    }),
    development: null,
    version: '0.1.0',
  } satisfies Partial<SensorPorts>
}

function createArea() {
  const values = new Map<string, unknown>()
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: unknown) => void values.set(key, value),
  }
}
