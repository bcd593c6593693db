import { type LaunchOptions, launchSensorBrowser, type SensorBrowser } from '@weaklayer/demo'
import type { PageRequest, SelfTestResult, SensorView } from '@weaklayer/extension/protocol'

/** A browser with the sensor, and what tests ask of it. */
export interface LabBrowser extends SensorBrowser {
  /** The view, also for the page that a popup would be opened on. */
  view(page?: { url: string; incognito: boolean }): Promise<SensorView>
  /** Asks the sensor to send now. */
  flush(): Promise<void>
  selfTest(): Promise<SelfTestResult>
  /** Removes the token from the sensor's database, as a damaged disk might. */
  forgetToken(): Promise<void>
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
  const ask = (request: PageRequest) => browser.ask(request)
  return {
    ...browser,
    view: async page => (await ask(page ? { ask: 'view', page } : { ask: 'view' })) as SensorView,
    flush: async () => void (await ask({ ask: 'flush' })),
    selfTest: async () => (await ask({ ask: 'selftest' })) as SelfTestResult,
    forgetToken: () => forgetToken(browser),
    kill: async () => {
      if (open) await browser.kill()
    },
    workerLog: () => log.join('\n'),
  }
}

async function forgetToken(browser: SensorBrowser): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(`chrome-extension://${browser.extensionId}/manifest.json`)
  const had = await page.evaluate(async () => {
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
  })
  await page.close()
  if (!had) throw new Error('The sensor had no token to lose.')
}
