import { gzipSync } from 'node:zlib'
import { exampleInstallKey, type SensorEvent } from '@weaklayer/wire'
import { createTestClock, type TestClock } from '../delivery/clock-for-tests.ts'
import { createTestGateway, type TestGateway } from '../delivery/gateway-for-tests.ts'
import type { Journal } from '../delivery/journal.ts'
import { createMemoryJournal, type MemoryJournal } from '../delivery/memory-journal.ts'
import { allEvents, type EventRecord } from '../delivery/records.ts'
import type { Random } from '../delivery/transport.ts'
import type { SenderFacts } from '../privacy/frame-source.ts'
import type { FrameReport, SelfTestResult, SensorView } from '../protocol.ts'
import { createSensor, type Sensor } from './sensor.ts'
import type { SensorPorts } from './sensor-ports.ts'

export const testPolicy = {
  api: { protocol: 'https', hostname: 'gateway.example', port: 8443 },
  installKey: exampleInstallKey,
  label: 'test',
  excludedHosts: ['*.bank.example'],
}

export interface Rig {
  sensor: Sensor
  clock: TestClock
  gateway: TestGateway
  journal: MemoryJournal
  alarms: Map<string, number>
  local: Map<string, unknown>
  session: Map<string, unknown>
  /** How a worker finds the journal. @default as it is */
  openJournal?(journal: Journal): Journal
  /** What managed storage says. */
  managed: unknown
  /** The worker dies and starts again; `browser`: so does the browser. After `dieAfter` transactions it dies anew. */
  restart(what?: 'worker' | 'browser', dieAfter?: number): Promise<void>
  /** Another worker of the same sensor starts beside the one that runs; gives what ends the older one. */
  overlap(): { endOlder(): void }
  /** What happens when frames are asked to hand over, when they are started in open pages, and at a reload. */
  handOver(): Promise<void>
  startFrames(): Promise<void>
  reload(): void
  openFrame(sender?: Partial<SenderFacts>): TestFrame
  view(): Promise<SensorView>
  selfTest(): Promise<SelfTestResult>
  flush(): Promise<void>
  queue(): Promise<SensorEvent[]>
}

export interface TestFrame {
  /** Hands reports over, numbered on from the last ones. */
  report(...reports: FrameReport[]): void
  /** The same numbers again, as after a lost acknowledgement. */
  resendAll(): void
  /** Numbers that never come. */
  skip(count: number): void
  acked: number[]
}

export interface RigOptions {
  managed?: unknown
  development?: object | null
  seed?: number
  /** Starts on a copy of this one's profile, before the same gateway. */
  copyOf?: Rig
  /** The copy is of the whole machine, with what lives in the browser's memory. */
  running?: boolean
}

/** The whole worker with everything around it in memory. */
export async function createRig(options: RigOptions = {}): Promise<Rig> {
  const { copyOf } = options
  const clock = copyOf?.clock ?? createTestClock()
  const random = seededRandom(options.seed ?? 1)
  const gateway = copyOf?.gateway ?? createTestGateway(() => clock.nowMs())
  const session = new Map<string, unknown>(options.running ? copyOf?.session : [])
  const world = { session, local: new Map(copyOf?.local) }
  const rig = {
    clock,
    gateway,
    journal: copyOf?.journal.reopened() ?? createMemoryJournal(),
    alarms: new Map<string, number>(),
    local: world.local,
    session,
    managed: 'managed' in options ? options.managed : testPolicy,
    handOver: async () => undefined,
    startFrames: async () => undefined,
    reload: () => undefined,
  } as Rig
  const turns = createTurns()
  let life = newLife()
  const boot = () => {
    life = newLife()
    const surroundings = { random, world, life, turns, development: options.development ?? null }
    rig.sensor = createSensor(portsOf(rig, surroundings))
    return rig.sensor.start()
  }
  rig.restart = async (what = 'worker', dieAfter = Number.POSITIVE_INFINITY) => {
    turns.end(life)
    rig.journal.dieAfter(0)
    rig.journal = rig.journal.reopened()
    rig.journal.dieAfter(dieAfter)
    if (what === 'browser') world.session.clear()
    await boot()
  }
  rig.overlap = () => {
    const older = life
    void boot()
    return { endOlder: () => turns.end(older) }
  }
  rig.openFrame = sender => openFrame(rig, random, sender)
  rig.view = async () => (await rig.sensor.answerPage({ ask: 'view' })) as SensorView
  rig.selfTest = async () => (await rig.sensor.answerPage({ ask: 'selftest' })) as SelfTestResult
  rig.flush = async () => void (await rig.sensor.answerPage({ ask: 'flush' }))
  rig.queue = async () => (await queued(rig.journal)).map(record => JSON.parse(record.json))
  await boot()
  return rig
}

interface Surroundings {
  random: Random
  world: { session: Map<string, unknown>; local: Map<string, unknown> }
  life: Life
  turns: ReturnType<typeof createTurns>
  development: object | null
}

interface Life {
  alive: boolean
}

const newLife = (): Life => ({ alive: true })

/** One worker at a time, in the order of their starts. */
function createTurns() {
  let waiting: { life: Life; begin: () => void }[] = []
  return {
    take: (life: Life) =>
      new Promise<void>(begin => {
        waiting.push({ life, begin })
        if (waiting.length === 1) begin()
      }),
    end(life: Life) {
      life.alive = false
      waiting = waiting.filter(one => one.life !== life)
      waiting[0]?.begin()
    },
  }
}

function portsOf(rig: Rig, { random, world, life, turns, development }: Surroundings): SensorPorts {
  const { clock, gateway, alarms } = rig
  return {
    journal: rig.openJournal?.(rig.journal) ?? rig.journal,
    // What a dead worker sends reaches nobody, and nothing comes back to it.
    transport: { send: request => (life.alive ? gateway.transport.send(request) : forever) },
    clock: {
      nowMs: clock.nowMs,
      after: (delayMs, run) => clock.after(delayMs, () => (life.alive ? run() : undefined)),
    },
    random,
    gzip: async text => new Uint8Array(gzipSync(text)),
    session: area(world.session),
    local: area(world.local),
    alarms: {
      setOnce: (name, delayMs) => void alarms.set(name, clock.nowMs() + delayMs),
      clear: name => void alarms.delete(name),
      ensureRepeating: async (name, periodMs) => void alarms.set(name, clock.nowMs() + periodMs),
    },
    requestErrors: { watch: () => ({ error: async () => undefined, stop: () => undefined }) },
    readManaged: async () => rig.managed,
    browserFacts: async () => browser,
    development,
    version: '0.1.0',
    becomeOnlyWorker: () => turns.take(life),
    frames: { handOver: () => rig.handOver(), start: () => rig.startFrames() },
    reload: () => rig.reload(),
  }
}

const browser = {
  browser: 'Chrome/1',
  os: 'linux',
  incognitoAllowed: false,
  fileAccess: true,
  hostAccess: true,
}

const forever = new Promise<never>(() => undefined)

export async function queued(journal: MemoryJournal): Promise<EventRecord[]> {
  return await journal.read(reader => reader.list(allEvents))
}

function openFrame(rig: Rig, random: Random, sender: Partial<SenderFacts> = {}): TestFrame {
  const frame = random.hex(16)
  const facts = { tabId: 7, frameId: 0, url: 'https://a.example/', incognito: false, ...sender }
  const origin = facts.origin ?? (URL.canParse(facts.url) ? new URL(facts.url).origin : 'null')
  const tabUrl = 'tabUrl' in facts ? facts.tabUrl : facts.url
  const sent: { n: number; atMs: number; report: FrameReport }[] = []
  const acked: number[] = []
  let n = 0
  const port = {
    sender: { ...facts, origin, tabUrl },
    send: (message: { acked: number }) => void acked.push(message.acked),
  }
  return {
    acked,
    report(...reports) {
      const told = acked.at(-1) ?? 0
      const messages = reports.map(report => ({ n: ++n, atMs: rig.clock.nowMs(), acked: told, report }))
      sent.push(...messages)
      rig.sensor.takeMessage(port, { frame, messages })
    },
    resendAll: () => rig.sensor.takeMessage(port, { frame, messages: sent }),
    skip: count => {
      n += count
    },
  }
}

export const typed = (text: string, more: object = {}): FrameReport => ({
  kind: 'TextInput',
  location: 2,
  text,
  field: 'password',
  inputType: 'password',
  filled: false,
  ...more,
})

function area(values: Map<string, unknown>) {
  return {
    get: async (key: string) => values.get(key),
    set: async (key: string, value: unknown) => void values.set(key, value),
  }
}

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => Math.floor(fraction() * 16).toString(16)).join('')
  return { fraction, hex }
}
