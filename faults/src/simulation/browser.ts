import { gzipSync } from 'node:zlib'
import type { SensorPorts } from '@weaklayer/extension/testing'
import type { PolicyName } from './action.ts'
import { type AlarmBells, createAlarmBells } from './alarm-bells.ts'
import type { Network } from './network.ts'
import { openPage, type Page } from './page.ts'
import type { CrashPoint, Process } from './process.ts'
import type { Profile } from './profile.ts'
import type { Surroundings } from './surroundings.ts'
import { createWorkerLife } from './worker-life.ts'
import { openPort } from './worker-port.ts'

/** A browser with the sensor: its pages, its alarms, and a worker that lives when there is something to do. */
export interface Browser {
  readonly name: string
  readonly profile: Profile
  /** What managed storage says. */
  managed: unknown
  /** The policy of the last group that it was in. */
  lastGroup: PolicyName
  /** Its clock minus the true time. */
  clockOffsetMs: number
  /** So many transactions fail as on a full disk. */
  failingCommits: number
  pages: Page[]
  openPage(tabId: number): Page
  start(): void
  /** It ends with its pages and its worker. */
  kill(): void
  /** Undefined takes a planned end back. */
  crashWorkerAt(point: CrashPoint | undefined): void
  killWorker(): void
  policyChanged(): void
  online(): void
  closeTab(tabId: number): void
}

export interface BrowserOptions extends Surroundings {
  name: string
  profile: Profile
  network: Network
  /** The worker tells a frame that its reports up to a number are recorded. */
  acknowledged(profile: Profile, what: { frame: string; upTo: number }): void
}

/** Pages of this tab are on a host that policy excludes. */
export const excludedTab = 9

export function createBrowser(options: BrowserOptions): Browser {
  const { name, profile, scheduler, trace, dice } = options
  const session = new Map<string, unknown>()
  const ports = (process: Process) => {
    // A new worker knows what the one before it stored, and nothing more.
    options.network.unheard(name)
    return portsOf(process, { options, browser, session, bells })
  }
  const worker = createWorkerLife({ ...options, ports })
  const ring = (alarm: string) => worker.tell(({ sensor }) => sensor.alarm(alarm))
  const bells = createAlarmBells({ name, scheduler, due: profile.alarms, ring })
  let opened = 0
  const nowMs = () => scheduler.nowMs() + browser.clockOffsetMs
  const browser: Browser = {
    name,
    profile,
    managed: undefined,
    lastGroup: 'first_group',
    clockOffsetMs: 0,
    failingCommits: 0,
    pages: [],
    openPage(tabId) {
      opened += 1
      const sender = senderOf(tabId)
      const frame = dice.hex(16)
      const acknowledged = (upTo: number) => options.acknowledged(profile, { frame, upTo })
      const connect = (page: Process) => openPort({ page, sender, dice, acknowledged, worker: worker.wake })
      const page = openPage({ scheduler, name: `${name}-${opened}`, tabId, frame, nowMs, connect })
      browser.pages.push(page)
      return page
    },
    start() {
      trace.note(name, 'starts')
      bells.resume()
      worker.wake()
    },
    kill() {
      trace.note(name, 'is killed')
      bells.pause()
      worker.kill()
      for (const page of browser.pages) page.close()
      browser.pages = []
      session.clear()
    },
    crashWorkerAt: worker.crashAt,
    killWorker: worker.kill,
    policyChanged: () => worker.tell(({ sensor }) => sensor.managedChanged()),
    online: () => worker.tell(({ sensor }) => sensor.online()),
    closeTab(tabId) {
      for (const page of browser.pages.filter(one => one.tabId === tabId)) page.close()
      browser.pages = browser.pages.filter(one => one.tabId !== tabId)
      worker.tell(({ sensor }) => sensor.tabClosed(tabId))
    },
  }
  return browser
}

function senderOf(tabId: number) {
  const host = tabId === excludedTab ? 'www.excluded.example' : `site-${tabId}.example`
  const url = `https://${host}/`
  return { tabId, frameId: 0, url, tabUrl: url, origin: `https://${host}`, incognito: false }
}

interface Around {
  options: BrowserOptions
  browser: Browser
  session: Map<string, unknown>
  bells: AlarmBells
}

function portsOf(process: Process, { options, browser, session, bells }: Around): SensorPorts {
  const { profile, scheduler, dice, network } = options
  return {
    journal: profile.store.open({
      process,
      dice,
      committed(changes) {
        profile.watch.committed(changes)
        if (changes.some(change => change.do === 'put' && change.key === 'delivery'))
          network.stored(browser.name)
      },
      fails() {
        const fails = browser.failingCommits-- > 0
        if (fails) network.unheard(browser.name)
        return fails
      },
    }),
    transport: network.transport(process, browser.name),
    clock: {
      nowMs: () => scheduler.nowMs() + browser.clockOffsetMs,
      after: (delayMs, run) => scheduler.after(process, delayMs, run),
    },
    random: dice,
    gzip: async text => new Uint8Array(gzipSync(text, { level: 1 })),
    session: area(session),
    local: area(profile.local),
    alarms: {
      setOnce: bells.set,
      clear: bells.clear,
      async ensureRepeating(alarm, periodMs) {
        if (!bells.has(alarm)) bells.set(alarm, periodMs)
      },
    },
    requestErrors: { watch: () => ({ error: async () => undefined, stop: () => undefined }) },
    readManaged: async () => browser.managed,
    browserFacts: async () => facts,
    development: null,
    version: '0.1.0',
  }
}

const facts = {
  browser: 'Chrome/1',
  os: 'linux',
  incognitoAllowed: false,
  fileAccess: true,
  hostAccess: true,
}

function area(values: Map<string, unknown>) {
  return {
    get: async (key: string) => structuredClone(values.get(key)),
    set: async (key: string, value: unknown) => void values.set(key, structuredClone(value)),
  }
}
