import type { SensorView } from '@weaklayer/extension/protocol'
import {
  createMemoryJournal,
  createSensor,
  type MemoryJournal,
  type Sensor,
  seededRandom,
} from '@weaklayer/extension/testing'
import { newRecorded, observedJournal, type Recorded } from './recorded.ts'
import { createSimulatedFrames } from './simulated-frames.ts'
import { createSkippingClock, type SkippingClock } from './skipping-clock.ts'
import { areaOf, type Life, livingClock, livingTransport, surroundings } from './worker-ports.ts'

/** What stays of a sensor while its browser does not run. */
interface Profile {
  journal: MemoryJournal
  local: Map<string, unknown>
}

export interface SimulatedSensorOptions {
  seed: number
  /** What managed storage says. */
  policy: object
  /** Changes the text of an event before it is recorded, as damage would. */
  damage?: ((json: string) => string) | undefined
  /** @default an empty one */
  profile?: Profile
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
  /** SIGKILL of the worker or of the browser, and the next start. `store lost`: what it had stored is gone too. */
  restart(what: 'worker' | 'browser' | 'store lost'): Promise<void>
  /** A copy of what the disk holds. */
  profile(): Profile
  close(): void
}

export async function startSimulatedSensor(options: SimulatedSensorOptions): Promise<SimulatedSensor> {
  const random = seededRandom(options.seed)
  const clock = createSkippingClock()
  const frames = createSimulatedFrames({ hex: random.hex, nowMs: clock.nowMs })
  const recorded = newRecorded()
  const answers = new Map<string, number>()
  let { journal, local } = options.profile ?? emptyProfile()
  let session = new Map<string, unknown>()
  let managed = options.policy
  let life = newLife()
  let sensor: Sensor
  const start = async () => {
    life = newLife()
    sensor = createSensor({
      ...surroundings,
      session: areaOf(session),
      local: areaOf(local),
      journal: observedJournal(journal, { recorded, damage: options.damage }),
      transport: livingTransport(life, answers),
      clock: livingClock(life, clock),
      random,
      readManaged: async () => managed,
    })
    await sensor.start()
    frames.resend(sensor)
  }
  const die = () => {
    life.end()
    journal.dieAfter(0)
    journal = journal.reopened()
  }
  await start()
  return {
    recorded,
    clock,
    answers,
    record: events => frames.report(() => sensor, events),
    send: async () => void (await whileAlive(life, sensor.answerPage({ ask: 'flush' }))),
    view: () => firstAnswer(() => whileAlive(life, sensor.answerPage({ ask: 'view' }))),
    async setPolicy(policy) {
      managed = policy
      await whileAlive(life, sensor.managedChanged())
    },
    async restart(what) {
      die()
      if (what !== 'worker') {
        session = new Map()
        frames.forget()
      }
      if (what === 'store lost') journal = createMemoryJournal()
      await start()
    },
    profile: () => ({ journal: journal.reopened(), local: new Map(local) }),
    close() {
      die()
      clock.close()
    },
  }
}

function emptyProfile(): Profile {
  return { journal: createMemoryJournal(), local: new Map() }
}

function newLife(): Life {
  const { promise: ended, resolve } = Promise.withResolvers<undefined>()
  const life: Life = {
    alive: true,
    ended,
    end() {
      life.alive = false
      resolve(undefined)
    },
  }
  return life
}

/** A worker that died is asked again in its next life. */
async function firstAnswer(ask: () => Promise<unknown>): Promise<SensorView> {
  return ((await ask()) ?? (await firstAnswer(ask))) as SensorView
}

/** What a worker answers; undefined when it died before. */
async function whileAlive<Answer>(life: Life, answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await Promise.race([answer, life.ended])
  } catch (error) {
    if (life.alive) throw error
    return undefined
  }
}
