import { exampleInstallKey } from '@weaklayer/wire'
import { allEvents } from './delivery/records.ts'
import { createIndexedDbJournal } from './platform/indexed-db-journal.ts'
import { gzip, systemClock, systemRandom } from './platform/system.ts'
import type { FrameReport, SensorView } from './protocol.ts'
import { createSensor, type Sensor } from './worker/sensor.ts'
import type { SensorPorts } from './worker/sensor-ports.ts'

export interface FloodOptions {
  /** How many events one page makes. */
  events: number
  maxEvents: number
  maxBytes: number
}

export interface FloodResult {
  emitted: number
  /** Of the flooding origin, waiting in the store. */
  recorded: number
  dropped: SensorView['dropped']
  others: { emitted: number; recorded: number }
  /** The most that the store held at any time. */
  most: { events: number; bytes: number }
  tookMs: number
}

/** So many frames of one tab make the flood. */
const floodFrames = 20
/** What a frame keeps at most while nothing is acknowledged. */
const mostKept = 256

/** Runs the worker on a journal in IndexedDB, without a gateway, while one page floods and others are visited. */
export async function checkFlood({ events, ...buffer }: FloodOptions): Promise<FloodResult> {
  const journal = createIndexedDbJournal('flood')
  const sensor = createSensor(portsOf(journal, buffer))
  await sensor.start()
  const flood = Array.from({ length: floodFrames }, (_, index) => openFrame(sensor, 'flood.example', index))
  const others: Frame[] = []
  const result = { emitted: 0, most: { events: 0, bytes: 0 } }
  const startMs = performance.now()
  while (result.emitted < events) {
    const each = Math.min(mostKept, Math.ceil((events - result.emitted) / floodFrames))
    const acknowledged = flood.map(frame => frame.report(each))
    result.emitted += each * floodFrames
    const other = openFrame(sensor, `other-${others.length % 50}.example`, 100 + (others.length % 50))
    others.push(other)
    await Promise.all([...acknowledged, other.report(3)])
    const { queue } = await viewOf(sensor)
    result.most.events = Math.max(result.most.events, queue.events)
    result.most.bytes = Math.max(result.most.bytes, queue.bytes)
  }
  const waiting = await journal.read(reader => reader.list(allEvents))
  const ofFlood = (host: string | undefined) => host === 'flood.example'
  return {
    ...result,
    recorded: waiting.filter(({ facts }) => ofFlood(facts?.host)).length,
    others: {
      emitted: 3 * others.length,
      recorded: waiting.filter(({ facts }) => facts !== undefined && !ofFlood(facts.host)).length,
    },
    dropped: (await viewOf(sensor)).dropped,
    tookMs: performance.now() - startMs,
  }
}

interface Frame {
  /** Resolves when all of it is acknowledged. */
  report(count: number): Promise<void>
}

function openFrame(sensor: Sensor, host: string, tabId: number): Frame {
  const url = `https://${host}/`
  const isFlood = host === 'flood.example'
  const frame = systemRandom.hex(16)
  let last = 0
  let acknowledged: () => void = () => undefined
  const sender = {
    tabId: isFlood ? 1 : tabId,
    frameId: isFlood ? tabId : 0,
    url,
    tabUrl: url,
    incognito: false,
  }
  const send = ({ acked }: { acked: number }) => acked === last && acknowledged()
  const reportOf = (n: number): FrameReport =>
    n === 1 ? { kind: 'Window' } : { kind: 'WindowLocation', href: `${url}page/${n}` }
  return {
    report: count =>
      new Promise(resolve => {
        acknowledged = resolve
        const messages = Array.from({ length: count }, (_, index) => last + 1 + index).map(n => ({
          n,
          atMs: Date.now(),
          report: reportOf(n),
        }))
        last += count
        sensor.takeMessage({ sender, send }, { frame, messages })
      }),
  }
}

async function viewOf(sensor: Sensor): Promise<SensorView> {
  return (await sensor.answerPage({ ask: 'view' })) as SensorView
}

function portsOf(journal: SensorPorts['journal'], buffer: object): SensorPorts {
  const area = (values = new Map<string, unknown>()) => ({
    get: async (key: string) => values.get(key),
    set: async (key: string, value: unknown) => void values.set(key, value),
  })
  const api = { protocol: 'https', hostname: 'gateway.example', port: 443 }
  return {
    journal,
    transport: { send: async () => ({ status: 'failed', reason: 'network' }) },
    clock: systemClock,
    random: systemRandom,
    gzip,
    session: area(),
    local: area(),
    alarms: { setOnce: () => undefined, clear: () => undefined, ensureRepeating: async () => undefined },
    requestErrors: { watch: () => ({ error: async () => undefined, stop: () => undefined }) },
    readManaged: async () => ({
      api,
      installKey: exampleInstallKey,
      label: 'flood',
      capture: 'full',
      buffer,
    }),
    browserFacts: async () => ({
      browser: 'Chromium',
      os: 'linux',
      incognitoAllowed: false,
      fileAccess: false,
      hostAccess: true,
    }),
    development: null,
    version: '0.0.0',
  }
}
