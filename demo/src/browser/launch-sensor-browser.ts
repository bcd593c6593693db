import { setTimeout as wait } from 'node:timers/promises'
import type { SensorView } from '@weaklayer/extension/protocol'
import { type BrowserContext, chromium, type Worker } from 'playwright'
import { failure } from '../failure.ts'
import { browserFlags } from './browser-flags.ts'
import { prepareProfile, quietNewProfile } from './profile-state.ts'
import { createSensorPage, type SensorPage } from './sensor-page.ts'
import { type WaitOptions, waitUntilDelivered } from './wait-until-delivered.ts'

export interface LaunchOptions {
  executable: string
  /** A build of the extension, unpacked. */
  extensionDirectory: string
  /** Kept: identity and queue of the sensor lie in it. */
  profileDirectory: string
  /** @default true */
  headless?: boolean
  /** More flags for the browser. */
  args?: string[]
  /** Flags of the tool that the browser must not get. */
  ignoreDefaultArgs?: string[]
  /** Keep the browser's own traffic; installing by policy needs it. @default false */
  backgroundNetworking?: boolean
  /** Resolve no name but loopback's: nothing at all leaves the machine. @default false */
  loopbackOnly?: boolean
  /** Keep visited pages alive for the back button, as a user's browser does. @default false */
  backForwardCache?: boolean
  /** @default the environment of this process */
  environment?: Record<string, string>
  /** Longest wait for the browser and then for the sensor's worker. @default 30,000 */
  timeoutMs?: number
}

/** A Chromium with the sensor in it. */
export interface SensorBrowser extends SensorPage {
  context: BrowserContext
  extensionId: string
  /** The worker as it is now. Playwright keeps the same object when the browser restarts it. */
  worker(): Worker | undefined
  /** Waits until the sensor's queue is empty; gives its last view. @throws NOT_DELIVERED */
  waitUntilDelivered(options?: WaitOptions): Promise<SensorView>
  /** SIGKILL for the browser and its whole process group, as a crash would. */
  kill(): Promise<void>
  /** Closes the browser in order. */
  close(): Promise<void>
}

/** Starts Chromium with the sensor and waits for the sensor's worker. @throws BROWSER_FAILED, SENSOR_MISSING */
export async function launchSensorBrowser(options: LaunchOptions): Promise<SensorBrowser> {
  await prepareProfile(options.profileDirectory, options.extensionDirectory)
  if (!options.backgroundNetworking) await quietNewProfile(options.profileDirectory)
  const context = await launch(options)
  try {
    const pid = await browserProcess(context)
    const worker = await sensorWorker(context, options)
    await untilActive(worker, options)
    return sensorBrowser(context, new URL(worker.url()).host, pid)
  } catch (error) {
    await context.close()
    throw error
  }
}

function sensorBrowser(context: BrowserContext, extensionId: string, pid: number): SensorBrowser {
  const page = createSensorPage(context, extensionId)
  const ofSensor = (worker: Worker) => worker.url().startsWith(`chrome-extension://${extensionId}/`)
  return {
    ...page,
    context,
    extensionId,
    worker: () => context.serviceWorkers().find(ofSensor),
    waitUntilDelivered: options => waitUntilDelivered(page, options),
    async kill() {
      const closed = new Promise<void>(resolve => context.once('close', () => resolve()))
      killGroup(pid)
      await closed
    },
    close: () => context.close(),
  }
}

async function launch(options: LaunchOptions): Promise<BrowserContext> {
  const { args, without } = browserFlags({
    extensionDirectory: options.extensionDirectory,
    isRoot: process.getuid?.() === 0,
    backgroundNetworking: options.backgroundNetworking ?? false,
    loopbackOnly: options.loopbackOnly ?? false,
    backForwardCache: options.backForwardCache ?? false,
  })
  const headless = options.headless ?? true
  try {
    return await chromium.launchPersistentContext(options.profileDirectory, {
      executablePath: options.executable,
      headless,
      args: [...args, ...(options.args ?? [])],
      ignoreDefaultArgs: [...without, ...(options.ignoreDefaultArgs ?? [])],
      viewport: headless ? { width: 1280, height: 800 } : null,
      timeout: options.timeoutMs ?? 30_000,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      ...(options.environment === undefined ? {} : { env: options.environment }),
    })
  } catch (error) {
    throw launchFailure(options, error)
  }
}

function launchFailure(options: LaunchOptions, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause)
  if (/ProcessSingleton|profile is already in use/.test(text)) {
    return failure({
      code: 'PROFILE_IN_USE',
      message: `The profile ${options.profileDirectory} is open in another browser.`,
      todo: 'Close that browser and start again.',
      cause,
    })
  }
  const reason = /\[err\] (?:\[[^\]]*\] )?(.*(?:ERROR|error|cannot|Missing|failed).*)/.exec(text)?.[1]
  return failure({
    code: 'BROWSER_FAILED',
    message: `${options.executable} did not start: ${reason ?? text.split('\n')[0]}.`,
    todo: 'Start it by hand to see why, or set WEAKLAYER_CHROMIUM to another Chromium, Chrome or Edge.',
    cause,
  })
}

/** The sensor's worker; a branded browser that ignored the flag is told to load the extension over the pipe. */
async function sensorWorker(context: BrowserContext, options: LaunchOptions): Promise<Worker> {
  const timeoutMs = options.timeoutMs ?? 30_000
  const byFlag = await nextWorker(context, Math.min(timeoutMs, 5000))
  if (byFlag !== undefined) return byFlag
  const session = await context.browser()?.newBrowserCDPSession()
  await session?.send('Extensions.loadUnpacked', { path: options.extensionDirectory }).catch(cause => {
    throw sensorMissing(options, cause)
  })
  const byPipe = await nextWorker(context, timeoutMs)
  if (byPipe === undefined) throw sensorMissing(options)
  return byPipe
}

/** A page that ends while the worker is not there yet takes its events with it. */
async function untilActive(worker: Worker, options: LaunchOptions): Promise<void> {
  const deadlineMs = performance.now() + (options.timeoutMs ?? 30_000)
  const isActive = () => worker.evaluate("self.registration.active?.state === 'activated'").catch(() => false)
  while (!(await isActive())) {
    if (performance.now() > deadlineMs) throw sensorMissing(options)
    await wait(50)
  }
}

async function nextWorker(context: BrowserContext, timeoutMs: number): Promise<Worker | undefined> {
  const present = context.serviceWorkers()[0]
  if (present !== undefined) return present
  return context
    .waitForEvent('serviceworker', { timeout: timeoutMs })
    .catch(() => context.serviceWorkers()[0])
}

function sensorMissing(options: LaunchOptions, cause?: unknown): Error {
  return failure({
    code: 'SENSOR_MISSING',
    message: `${options.executable} runs, but the extension in ${options.extensionDirectory} did not start.`,
    todo: 'Build it again; a policy of this machine may also forbid unpacked extensions: try Chromium.',
    cause,
  })
}

async function browserProcess(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession()
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  await session?.detach()
  const pid = processInfo.find(one => one.type === 'browser')?.id
  if (pid === undefined) throw new Error('the browser does not tell its process id')
  return pid
}

/** Playwright starts the browser as leader of a group of its own; Windows knows no groups. */
function killGroup(pid: number): void {
  process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
}
