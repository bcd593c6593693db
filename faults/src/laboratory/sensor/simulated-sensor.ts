import { gzipSync } from 'node:zlib'
import type { SensorView } from '@weaklayer/extension/protocol'
import {
  createMemoryJournal,
  createSensor,
  fetchTransport,
  type Sensor,
  type SensorPorts,
  seededRandom,
} from '@weaklayer/extension/testing'
import { newRecorded, observedJournal, type Recorded } from './recorded.ts'
import { createSimulatedFrames } from './simulated-frames.ts'
import { createSkippingClock, type SkippingClock } from './skipping-clock.ts'

export interface SimulatedSensorOptions {
  seed: number
  /** What managed storage says. */
  policy: object
  damage?: ((json: string) => string) | undefined
}

/** The sensor's real worker in this process: a journal in memory, real time that can be skipped, real requests. */
export interface SimulatedSensor {
  recorded: Recorded
  clock: SkippingClock
  /** How its requests ended: status, or why there was none. */
  answers: Map<string, number>
  /** Resolves when that many reports are recorded, or were not wanted. */
  record(events: number): Promise<void>
  /** Sends until nothing waits or nothing goes, whatever it is waiting for, except what the gateway asked for. */
  send(): Promise<void>
  view(): Promise<SensorView>
  setPolicy(policy: object): Promise<void>
  restart(what: 'worker' | 'browser'): Promise<void>
  close(): void
}

export async function startSimulatedSensor(options: SimulatedSensorOptions): Promise<SimulatedSensor> {
  const random = seededRandom(options.seed)
  const clock = createSkippingClock()
  const frames = createSimulatedFrames({ hex: random.hex, nowMs: clock.nowMs })
  const recorded = newRecorded()
  const answers = new Map<string, number>()
  const areas = { session: new Map<string, unknown>(), local: new Map<string, unknown>() }
  let managed = options.policy
  let journal = createMemoryJournal()
  let life = { alive: true }
  let sensor: Sensor
  const start = async () => {
    life = { alive: true }
    sensor = createSensor({
      ...surroundings(areas),
      journal: observedJournal(journal, { recorded, damage: options.damage }),
      transport: livingTransport(life, answers),
      clock: livingClock(life, clock),
      random,
      readManaged: async () => managed,
    })
    await sensor.start()
    frames.resend(sensor)
  }
  const ask = async <Answer>(question: object) => (await sensor.answerPage(question)) as Answer
  const die = () => {
    life.alive = false
    journal.dieAfter(0)
    journal = journal.reopened()
  }
  await start()
  return {
    recorded,
    clock,
    answers,
    record: events => frames.report(sensor, events),
    send: async () => void (await ask({ ask: 'flush' })),
    view: () => ask<SensorView>({ ask: 'view' }),
    async setPolicy(policy) {
      managed = policy
      await sensor.managedChanged()
    },
    async restart(what) {
      die()
      if (what === 'browser') {
        areas.session.clear()
        frames.forget()
      }
      await start()
    },
    close() {
      die()
      clock.close()
    },
  }
}

interface Life {
  alive: boolean
}

/** What a dead worker sends reaches nobody, and no answer reaches it. */
function livingTransport(life: Life, answers: Map<string, number>): SensorPorts['transport'] {
  const { promise: never } = Promise.withResolvers<Awaited<ReturnType<SensorPorts['transport']['send']>>>()
  return {
    async send(request) {
      if (!life.alive) return await never
      const answer = await fetchTransport.send(request)
      const outcome = answer.status === 'answered' ? String(answer.http) : answer.reason
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1)
      return life.alive ? answer : await never
    },
  }
}

function livingClock(life: Life, clock: SkippingClock): SensorPorts['clock'] {
  return {
    nowMs: clock.nowMs,
    after: (delayMs, run) => clock.after(delayMs, () => (life.alive ? run() : undefined)),
  }
}

type Areas = Record<'session' | 'local', Map<string, unknown>>

function surroundings({ session, local }: Areas) {
  return {
    gzip: async (text: string) => new Uint8Array(gzipSync(text)),
    session: areaOf(session),
    local: areaOf(local),
    // A worker here stops only when a test stops it, and then starts it again: nothing has to wake it.
    alarms: { setOnce: nothing, clear: nothing, ensureRepeating: async () => undefined },
    requestErrors: { watch: () => ({ error: async () => undefined, stop: nothing }) },
    browserFacts: async () => ({
      browser: 'Chrome/1',
      os: 'linux',
      incognitoAllowed: false,
      fileAccess: true,
      hostAccess: true,
    }),
    development: null,
    version: '0.1.0',
  } satisfies Partial<SensorPorts>
}

function areaOf(values: Map<string, unknown>) {
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: unknown) => void values.set(key, value),
  }
}

function nothing(): void {
  // Nothing to do.
}
