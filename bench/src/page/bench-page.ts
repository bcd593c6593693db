import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { exampleInstallKey } from '@weaklayer/wire'
import { chromium } from 'playwright'
import type { BenchmarkOptions } from '../options.ts'
import { median, percentile, type Row } from '../report.ts'
import { startBenchGateway } from './bench-gateway.ts'
import { framesPerPage, startBenchSite } from './bench-site.ts'
import { countWakeups } from './idle-wakeups.ts'
import { writeSmallestRecorder } from './smallest-recorder.ts'
import { allScriptMs, extensionMsPerKey, extensionScriptMs, type TraceEvent, traceWhile } from './trace.ts'

const typed = 'the quick brown fox jumps over the lazy dog '.repeat(3)

/** Everything is recorded: the dearest policy. */
const policyFor = (port: number) => ({
  api: { protocol: 'http', hostname: '127.0.0.1', port },
  installKey: exampleInstallKey,
  label: 'bench',
  capture: 'full',
})

/** What the sensor costs a page: rounds with it, with the smallest recorder and without, then idle browsers. */
export async function benchPage(options: BenchmarkOptions): Promise<Row[]> {
  const rounds = Number(options.rounds ?? 10)
  const minutes = Number(options['idle-minutes'] ?? 10)
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  const site = await startBenchSite()
  const gateway = await startBenchGateway(join(directory, 'events'))
  try {
    const executable = await findBrowser('chromium')
    const { directory: sensor } = await buildExtension({
      browser: 'chromium',
      outDirectory: join(directory, 'sensor'),
      developmentPolicy: policyFor(gateway.port),
    })
    const smallest = await writeSmallestRecorder(join(directory, 'smallest'))
    const load = { sensor: loadOptions(sensor), smallest: loadOptions(smallest), bare: [] }
    const lab: Lab = { executable, directory, url: site.url, load }
    const scriptRows = await measureScript(lab, rounds)
    return minutes > 0 ? [...scriptRows, await measureIdle(lab, minutes)] : scriptRows
  } finally {
    await site.close()
    await gateway.close()
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

interface Lab {
  executable: string
  directory: string
  url: string
  /** Options of the browser, by what it runs with. */
  load: Record<Side, string[]>
}

const sides = ['sensor', 'smallest', 'bare'] as const
type Side = (typeof sides)[number]
type Traces = Record<Side, TraceEvent[][]>

function loadOptions(sensor: string): string[] {
  return [`--disable-extensions-except=${sensor}`, `--load-extension=${sensor}`]
}

async function measureScript(lab: Lab, rounds: number): Promise<Row[]> {
  const loads: Traces = { sensor: [], smallest: [], bare: [] }
  const typing: Traces = { sensor: [], smallest: [], bare: [] }
  for (let round = 0; round < rounds; round++) {
    console.error(`script time: round ${round + 1} of ${rounds}`)
    for (const side of sides) {
      const traced = await oneRound(lab, side)
      loads[side].push(traced.load)
      typing[side].push(traced.typing)
    }
  }
  const starts = (side: Side) => loads[side].flatMap(events => extensionScriptMs(events, 'EvaluateScript'))
  const keys = (side: Side) => typing[side].flatMap(extensionMsPerKey)
  for (const side of ['sensor', 'smallest'] as const) {
    if (starts(side).length < rounds * framesPerPage)
      throw new Error(`The trace holds no start of the ${side} in most frames.`)
  }
  return [
    ...aboveFloor('script at document start, a frame', starts, { median: 1 }),
    ...aboveFloor("sensor's script a key press", keys, { p99: 0.1 }),
    compared(`all script of a page load with ${framesPerPage} frames`, loads),
    compared(`all script while typing ${typed.length} keys`, typing),
  ]
}

/** Median and p99 of the sensor beside those of the smallest recorder. */
function aboveFloor(
  name: string,
  values: (side: Side) => number[],
  target: { median?: number; p99?: number },
): Row[] {
  const [sensor, smallest] = [values('sensor'), values('smallest')]
  const row = (kind: 'median' | 'p99', share: number): Row => ({
    name: `${name} (${kind} of ${sensor.length}; yardstick: smallest recorder)`,
    value: percentile(sensor, share),
    unit: 'ms',
    yardstick: percentile(smallest, share),
    ...(target[kind] !== undefined && { target: target[kind] }),
  })
  return [row('median', 50), row('p99', 99)]
}

function compared(name: string, traces: Traces): Row {
  const of = (events: TraceEvent[][]) => median(events.map(allScriptMs))
  return { name, value: of(traces.sensor), unit: 'ms', yardstick: of(traces.bare) }
}

async function oneRound(lab: Lab, side: Side) {
  const profile = await mkdtemp(join(lab.directory, 'profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: lab.executable,
    headless: true,
    chromiumSandbox: false,
    args: lab.load[side],
  })
  try {
    if (side !== 'bare') context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    const page = await context.newPage()
    await page.goto(lab.url)
    const load = await traceWhile(context, async () => void (await page.goto(lab.url)))
    const typing = await traceWhile(context, async () => {
      await page.locator('#line').pressSequentially(typed)
    })
    return { load, typing }
  } finally {
    await context.close()
  }
}

async function measureIdle(lab: Lab, minutes: number): Promise<Row> {
  console.error(`wake-ups: two idle browsers for ${minutes + 1} minutes`)
  const run = (side: string, browserOptions: string[]) =>
    countWakeups({ ...lab, minutes, browserOptions, profileDirectory: join(lab.directory, `idle-${side}`) })
  const [value, yardstick] = await Promise.all([run('sensor', lab.load.sensor), run('bare', [])])
  return { name: `worker starts in ${minutes} idle minutes`, value, unit: '', target: 1, yardstick }
}
