import { setTimeout as delay } from 'node:timers/promises'
import type { LabBrowser } from '../../laboratory/lab-browser.ts'
import type { Fault } from '../fault.ts'
import { openBrowserLab } from './browser-lab.ts'

const wakeLimitMs = 60_000

/** Nothing is left to wake the worker: the next page does, and what waits goes out. */
export const alarmCleared: Fault = {
  name: 'alarm-cleared',
  title: 'alarms of the sensor cleared with a queue, worker stopped',
  rounds: { short: 1, long: 8 },
  async run(lab, rounds) {
    const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
    const browser = await browsers.open()
    let executed = 0
    for (let round = 0; round < rounds; round++) {
      await browsers.visit(browser, 10)
      await browsers.ask(browser)
      const cleared = await clearAlarms(browser)
      const stopped = await browser.stopWorker()
      const gateway = await lab.gateways.start(0)
      await browsers.visit(browser, 0)
      await untilQueueEmpty(async () => (await browsers.ask(browser)).queue.events)
      if (cleared > 0 && stopped) executed++
      await gateway.stop()
    }
    await lab.gateways.start(0)
    await browsers.drain(browser)
    return executed
  },
}

/** How many there were; from a page of the extension, as the worker sees them. */
async function clearAlarms(browser: LabBrowser): Promise<number> {
  const page = await browser.context.newPage()
  await page.goto(`chrome-extension://${browser.extensionId}/manifest.json`)
  const count = await page.evaluate(
    'chrome.alarms.getAll().then(all => chrome.alarms.clearAll().then(() => all.length))',
  )
  await page.close()
  return Number(count)
}

/** Without being told to: the sensor finds out by itself that the gateway is back. */
async function untilQueueEmpty(waiting: () => Promise<number>): Promise<void> {
  for (const deadline = Date.now() + wakeLimitMs; (await waiting()) > 0; await delay(200)) {
    if (Date.now() > deadline) throw new Error('the queue is not sent after the worker woke up')
  }
}
