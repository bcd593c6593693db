import { buildExtension } from '@weaklayer/extension/build'
import { findBrowser } from '../browser/find-browser.ts'
import { launchSensorBrowser, type SensorBrowser } from '../browser/launch-sensor-browser.ts'
import { failure, fileFailure, isFailure } from '../failure.ts'
import { type DemoSite, startDemoSite } from '../site/start-demo-site.ts'
import type { Ending } from './ending.ts'
import { extensionKey } from './extension-key.ts'
import type { Home } from './home.ts'
import type { Printer } from './printer.ts'
import { type RunningGateway, runGateway } from './run-gateway.ts'
import { runStore } from './run-store.ts'
import { sensorPolicy } from './sensor-policy.ts'

/** Everything that the demo runs. */
export interface DemoSession {
  home: Home
  gateway: RunningGateway
  site: DemoSite
  browser: SensorBrowser
  headless: boolean
}

export interface SessionOptions {
  home: Home
  headless: boolean
  printer: Printer
  /** Gets every part as soon as it runs. */
  ending: Ending
  /** No further part is started once it is aborted. */
  signal: AbortSignal
}

/** Starts the gateway and the site, builds the sensor for them, and starts the browser with it. */
export async function startSession(options: SessionOptions): Promise<DemoSession> {
  const { home, printer, ending, signal } = options
  const gateway = await startGateway(options)
  ending.add(gateway)
  ending.add(await runStore(home))
  signal.throwIfAborted()
  const site = await startDemoSite()
  ending.add(site)
  printer.fact('site', site.url)
  await buildSensor(options, gateway.url)
  signal.throwIfAborted()
  const executable = await findBrowser('chromium', {
    signal,
    say: line => printer.fact('browser', line),
  })
  signal.throwIfAborted()
  const { browser, headless } = await openBrowser(options, executable)
  ending.add(browser)
  signal.throwIfAborted()
  printer.fact('browser', headless ? `${executable}, without a window` : executable)
  return { home, gateway, site, browser, headless }
}

async function startGateway({ home, printer }: SessionOptions): Promise<RunningGateway> {
  const gateway = await runGateway(home.configFile, home.logFile).catch(error => {
    throw inUse(error, home)
  })
  const instead = gateway.port === gateway.wantedPort ? '' : ` (port ${gateway.wantedPort} is taken)`
  printer.fact('gateway', gateway.url + instead)
  return gateway
}

/** Two starts in one directory: the gateway notices, and the user should hear it in other words. */
function inUse(error: unknown, home: Home): unknown {
  if (!isFailure(error) || error.code !== 'OUTPUT_DIRECTORY_IN_USE') return error
  return failure({
    code: 'ALREADY_RUNNING',
    message: `Another npm start, or a gateway, works in ${home.directory}.`,
    todo: 'End it first, or take another directory with --directory.',
    cause: error,
  })
}

async function buildSensor({ home, printer }: SessionOptions, gatewayUrl: string): Promise<void> {
  try {
    const built = await buildExtension({
      browser: 'chromium',
      outDirectory: home.extensionDirectory,
      developmentPolicy: sensorPolicy(gatewayUrl, home.installKey),
      key: extensionKey,
    })
    const kibibytes = (built.contentGzipBytes / 1024).toFixed(1)
    printer.fact('sensor', `built for this gateway (content script ${kibibytes} KiB gzip)`)
  } catch (error) {
    throw fileFailure(error, home.extensionDirectory)
  }
}

/** With a window if wanted; a display that cannot be reached is as good as none. */
async function openBrowser({ home, headless, printer }: SessionOptions, executable: string) {
  const launch = {
    executable,
    extensionDirectory: home.extensionDirectory,
    profileDirectory: home.profileDirectory,
  }
  if (headless) return { browser: await launchSensorBrowser({ ...launch, loopbackOnly: true }), headless }
  try {
    const browser = await launchSensorBrowser({ ...launch, headless: false, backForwardCache: true })
    return { browser, headless: false }
  } catch (error) {
    if (!isFailure(error) || error.code !== 'BROWSER_FAILED') throw error
    printer.fact('browser', 'no window could be opened; going on without one')
    return { browser: await launchSensorBrowser({ ...launch, loopbackOnly: true }), headless: true }
  }
}
