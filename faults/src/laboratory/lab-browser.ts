import { setTimeout as delay } from 'node:timers/promises'
import { type LaunchOptions, launchSensorBrowser, type SensorBrowser } from '@weaklayer/demo'
import type { PageRequest, SelfTestResult, SensorView } from '@weaklayer/extension/protocol'
import type { CDPSession } from 'playwright'

/** A browser with the sensor, and what tests ask of it. */
export interface LabBrowser extends SensorBrowser {
  /** The view, also for the page that a popup would be opened on. */
  view(page?: { url: string; incognito: boolean }): Promise<SensorView>
  /** Asks the sensor to send now. */
  flush(): Promise<void>
  selfTest(): Promise<SelfTestResult>
  /** Evaluates in a document of the extension. */
  inExtension<Result>(expression: string): Promise<Result>
  /** Removes the token from the sensor's database, as a damaged disk might. */
  forgetToken(): Promise<void>
  /** Ends the worker, as the browser does when it was idle; whether the browser says that it ended. */
  stopWorker(): Promise<boolean>
  /** Everything that the worker wrote on its console. */
  workerLog(): string
}

export async function launchLabBrowser(options: LaunchOptions): Promise<LabBrowser> {
  const browser = await launchSensorBrowser(options)
  const log: string[] = []
  browser.context.on('console', message => log.push(message.text()))
  browser.worker()?.on('console', message => log.push(message.text()))
  let open = true
  browser.context.on('close', () => {
    open = false
  })
  return {
    ...browser,
    ...labAnswers(browser.ask),
    inExtension: expression => inExtension(browser, expression),
    forgetToken: () => forgetTokenHere(expression => inExtension(browser, expression)),
    stopWorker: workerStop(browser),
    kill: async () => {
      if (open) await browser.kill()
    },
    workerLog: () => log.join('\n'),
  }
}

/** What tests ask of a sensor, whatever its browser. */
export function labAnswers(
  ask: (request: PageRequest) => Promise<unknown>,
): Pick<LabBrowser, 'view' | 'flush' | 'selfTest'> {
  return {
    view: async page => (await ask(page ? { ask: 'view', page } : { ask: 'view' })) as SensorView,
    flush: async () => void (await ask({ ask: 'flush' })),
    selfTest: async () => (await ask({ ask: 'selftest' })) as SelfTestResult,
  }
}

function workerStop({ context }: SensorBrowser): () => Promise<boolean> {
  let stops = 0
  const open = async () => {
    const session = await context.newCDPSession(await context.newPage())
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      stops += versions.filter(version => version.runningStatus === 'stopped').length
    })
    await session.send('ServiceWorker.enable')
    return session
  }
  let opening: Promise<CDPSession> | undefined
  return async () => {
    opening ??= open()
    const session = await opening
    const before = stops
    await session.send('ServiceWorker.stopAllWorkers')
    for (let look = 0; look < 100 && stops === before; look++) await delay(20)
    return stops > before
  }
}

async function inExtension<Result>(browser: SensorBrowser, expression: string): Promise<Result> {
  const page = await browser.context.newPage()
  await page.goto(`chrome-extension://${browser.extensionId}/manifest.json`)
  const answer = (await page.evaluate(expression)) as Result
  await page.close()
  return answer
}

/** Removes the token by an expression that is evaluated in a document of the extension. */
export async function forgetTokenHere(evaluate: (expression: string) => Promise<unknown>): Promise<void> {
  if ((await evaluate(`(${removeToken})()`)) !== true) throw new Error('The sensor had no token to lose.')
}

/** Runs in the extension. */
async function removeToken(): Promise<boolean> {
  const request = indexedDB.open('weaklayer')
  await new Promise(resolve => request.addEventListener('success', resolve))
  const store = request.result.transaction('journal', 'readwrite').objectStore('journal')
  const reading = store.get('identity')
  await new Promise(resolve => reading.addEventListener('success', resolve))
  const { token, ...identity } = reading.result
  const writing = store.put(identity, 'identity')
  await new Promise(resolve => writing.addEventListener('success', resolve))
  request.result.close()
  return token !== undefined
}
