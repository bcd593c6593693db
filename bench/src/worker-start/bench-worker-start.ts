import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { type BrowserContext, chromium, type Page, type Worker } from 'playwright'
import type { BenchmarkOptions } from '../options.ts'
import { writeSmallestRecorder } from '../page/smallest-recorder.ts'
import { percentile, type Row } from '../report.ts'

const startsPerRound = 20

/** How long the sensor's worker takes from a stop to its first answer, beside a worker that does nothing. */
export async function benchWorkerStart(options: BenchmarkOptions): Promise<Row[]> {
  const rounds = Number(options.rounds ?? 5)
  const directory = await mkdtemp(join(tmpdir(), 'weaklayer-bench-'))
  try {
    const executable = await findBrowser('chromium')
    const { directory: sensor } = await buildExtension({
      browser: 'chromium',
      outDirectory: join(directory, 'sensor'),
    })
    const extensions = { sensor, smallest: await writeSmallestRecorder(join(directory, 'smallest')) }
    const times = { sensor: [] as number[], smallest: [] as number[] }
    for (let round = 0; round < rounds; round++) {
      console.error(`worker starts: round ${round + 1} of ${rounds}`)
      for (const side of ['sensor', 'smallest'] as const) {
        const profile = await mkdtemp(join(directory, 'profile-'))
        times[side].push(...(await timeStarts({ executable, profile, extension: extensions[side] })))
      }
    }
    const row = (kind: string, share: number, target?: number): Row => ({
      name: `worker from its stop to its first answer (${kind} of ${times.sensor.length})`,
      value: percentile(times.sensor, share),
      unit: 'ms',
      yardstick: percentile(times.smallest, share),
      ...(target !== undefined && { target }),
    })
    return [row('median', 50, 50), row('p99', 99)]
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

interface StartRun {
  executable: string
  profile: string
  extension: string
}

async function timeStarts({ executable, profile, extension }: StartRun): Promise<number[]> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless: true,
    chromiumSandbox: false,
    args: [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
  })
  try {
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
    const page = await context.newPage()
    await page.goto(new URL('/manifest.json', worker.url()).href)
    // The first start of a profile makes the database and the keys.
    await timeAnswer(page)
    const times: number[] = []
    for (let start = 0; start < startsPerRound; start++) times.push(await timeStart(context, page, worker))
    return times
  } finally {
    await context.close()
  }
}

async function timeStart(context: BrowserContext, page: Page, worker: Worker): Promise<number> {
  const born = () => worker.evaluate(() => performance.timeOrigin)
  const before = await born()
  const session = await context.newCDPSession(page)
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.stopAllWorkers')
  await session.detach()
  const tookMs = await timeAnswer(page)
  if ((await born()) === before) throw new Error('The worker was not stopped; start the benchmark again.')
  return tookMs
}

/** Milliseconds until the worker, started for it, answers a message. */
async function timeAnswer(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const { runtime } = (globalThis as unknown as { chrome: { runtime: Messaging } }).chrome
    const began = performance.now()
    await runtime.sendMessage({ ask: 'view' })
    return performance.now() - began
  })
}

interface Messaging {
  sendMessage(message: object): Promise<unknown>
}
