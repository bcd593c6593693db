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
import { allScriptMs, sensorMsPerKey, sensorScriptMs, type TraceEvent, traceWhile } from './trace.ts'

const typed = 'the quick brown fox jumps over the lazy dog '.repeat(3)

/** Everything is recorded: the dearest policy. */
const policyFor = (port: number) => ({
  api: { protocol: 'http', hostname: '127.0.0.1', port },
  installKey: exampleInstallKey,
  label: 'bench',
  capture: 'full',
})

/** What the sensor costs a page: rounds with and without it, interleaved, then idle browsers side by side. */
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
    const lab: Lab = { executable, directory, url: site.url, loadSensor: loadOptions(sensor) }
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
  loadSensor: string[]
}

function loadOptions(sensor: string): string[] {
  return [`--disable-extensions-except=${sensor}`, `--load-extension=${sensor}`]
}

async function measureScript(lab: Lab, rounds: number): Promise<Row[]> {
  const loads = { sensor: [] as TraceEvent[][], bare: [] as TraceEvent[][] }
  const typing = { sensor: [] as TraceEvent[][], bare: [] as TraceEvent[][] }
  for (let round = 0; round < rounds; round++) {
    console.error(`script time: round ${round + 1} of ${rounds}`)
    for (const side of ['sensor', 'bare'] as const) {
      const traced = await oneRound(lab, side)
      loads[side].push(traced.load)
      typing[side].push(traced.typing)
    }
  }
  const starts = loads.sensor.flatMap(events => sensorScriptMs(events, 'EvaluateScript'))
  const keys = typing.sensor.flatMap(sensorMsPerKey)
  if (starts.length < rounds * framesPerPage)
    throw new Error('The trace holds no start of the sensor in most frames.')
  return [
    {
      name: `script at document start, a frame (median of ${starts.length})`,
      value: median(starts),
      unit: 'ms',
      target: 1,
    },
    { name: 'script at document start, a frame (p99)', value: percentile(starts, 99), unit: 'ms' },
    { name: `sensor's script a key press (median of ${keys.length})`, value: median(keys), unit: 'ms' },
    { name: "sensor's script a key press (p99)", value: percentile(keys, 99), unit: 'ms', target: 0.1 },
    compared(`all script of a page load with ${framesPerPage} frames`, loads),
    compared(`all script while typing ${typed.length} keys`, typing),
  ]
}

function compared(name: string, traces: { sensor: TraceEvent[][]; bare: TraceEvent[][] }): Row {
  const of = (events: TraceEvent[][]) => median(events.map(allScriptMs))
  return { name, value: of(traces.sensor), unit: 'ms', yardstick: of(traces.bare) }
}

async function oneRound(lab: Lab, side: 'sensor' | 'bare') {
  const profile = await mkdtemp(join(lab.directory, 'profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: lab.executable,
    headless: true,
    chromiumSandbox: false,
    args: side === 'sensor' ? lab.loadSensor : [],
  })
  try {
    if (side === 'sensor') context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
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
  const [value, yardstick] = await Promise.all([run('sensor', lab.loadSensor), run('bare', [])])
  return { name: `worker starts in ${minutes} idle minutes`, value, unit: '', target: 1, yardstick }
}
