import { setTimeout as delay } from 'node:timers/promises'
import { startFront } from '../../laboratory/front.ts'
import type { LabBrowser } from '../../laboratory/lab-browser.ts'
import type { Fault } from '../fault.ts'
import { type BrowserLab, openBrowserLab } from './browser-lab.ts'

const framesPerPage = 40
const requestLimitMs = 30_000

/** The browser stops the sensor's worker; the next message wakes it. */
export const workerStopped: Fault[] = [
  {
    name: 'worker-stopped-write',
    title: 'Chromium stops the worker while frames report',
    rounds: { short: 2, long: 16 },
    async run(lab, rounds) {
      await lab.gateways.start(0)
      const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
      const browser = await browsers.open()
      let executed = 0
      for (let round = 0; round < rounds; round++) {
        const before = (await browsers.ask(browser)).record.recordedTotal
        const visiting = browsers.visit(browser, framesPerPage)
        await delay(lab.random.fraction() * 400)
        const atStop = (await browsers.ask(browser)).record.recordedTotal
        const stopped = await browser.stopWorker()
        await visiting
        // Two of each frame and of the page: at the stop, some were still on their way.
        const all = before + 2 * (framesPerPage + 1)
        await untilRecorded(browsers, browser, all)
        if (stopped && atStop < all) executed++
      }
      await browsers.drain(browser)
      return executed
    },
  },
  {
    name: 'worker-stopped-fetch',
    title: 'Chromium stops the worker during an upload',
    rounds: { short: 2, long: 16 },
    async run(lab, rounds) {
      await lab.gateways.start(0)
      const front = await startFront(await lab.gateways.portOf(0))
      lab.closing(() => front.close())
      const browsers = await openBrowserLab(lab, front.port)
      const browser = await browsers.open()
      await browsers.drain(browser)
      let executed = 0
      for (let round = 0; round < rounds; round++) {
        const upload = Promise.withResolvers<void>()
        // The gateway gets every second of them: its answer reaches nobody any more.
        const behaviour = round % 2 === 0 ? ({ delayMs: 1000 } as const) : 'hang'
        front.decide = (_, path) => {
          if (path !== '/events') return 'pass'
          upload.resolve()
          return behaviour
        }
        await browsers.visit(browser, framesPerPage)
        await Promise.race([upload.promise, delay(requestLimitMs)])
        front.decide = () => 'pass'
        if (await browser.stopWorker()) executed++
      }
      await browsers.visit(browser, 1)
      await browsers.drain(browser)
      return executed
    },
  },
]

async function untilRecorded(browsers: BrowserLab, browser: LabBrowser, total: number): Promise<void> {
  for (const deadline = Date.now() + requestLimitMs; ; await delay(50)) {
    const { recordedTotal } = (await browsers.ask(browser)).record
    if (recordedTotal >= total) return
    if (Date.now() > deadline) throw new Error(`${recordedTotal} events are recorded, expected ${total}`)
  }
}
