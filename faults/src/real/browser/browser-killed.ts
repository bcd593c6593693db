import { setTimeout as delay } from 'node:timers/promises'
import type { LabBrowser } from '../../laboratory/lab-browser.ts'
import type { Fault } from '../fault.ts'
import { type BrowserLab, openBrowserLab } from './browser-lab.ts'

const shortestLifeMs = 300
const longestLifeMs = 2500
const framesPerPage = 30

/** A real browser dies at any moment, with and without a gateway there; the next one goes on with its profile. */
export const browserKilled: Fault = {
  name: 'chromium-killed',
  title: 'Chromium SIGKILLed at any moment',
  rounds: { short: 2, long: 24 },
  async run(lab, rounds) {
    const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
    let gateway = await lab.gateways.start(0)
    let executed = 0
    for (let round = 0; round < rounds; round++) {
      // Every third life finds no gateway: what it records waits in the profile.
      if (round % 3 === 1) await gateway.stop()
      const browser = await browsers.open()
      const using = use(browsers, browser)
      await delay(shortestLifeMs + lab.random.fraction() * (longestLifeMs - shortestLifeMs))
      await browser.kill()
      await using
      executed++
      if (round % 3 === 1) gateway = await lab.gateways.start(0)
    }
    const last = await browsers.open()
    await browsers.visit(last, framesPerPage)
    await browsers.drain(last)
    return executed
  },
}

/** Visits pages and asks the sensor what it has, until the browser is gone. */
async function use(browsers: BrowserLab, browser: LabBrowser): Promise<void> {
  const end = createEnd(browser)
  await Promise.all([
    untilGone(end, () => browsers.visit(browser, framesPerPage)),
    untilGone(end, () => browsers.ask(browser)),
  ])
}

interface End {
  isHere: boolean
  reached: Promise<void>
}

function createEnd(browser: LabBrowser): End {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end: End = { isHere: false, reached: promise }
  browser.context.once('close', () => {
    end.isHere = true
    resolve()
  })
  return end
}

/** A call to a browser that dies may fail, or never be answered; anything else is a fault of the sensor. */
async function untilGone(end: End, act: () => Promise<unknown>): Promise<void> {
  while (!end.isHere) {
    try {
      await Promise.race([act(), end.reached])
    } catch (error) {
      await Promise.race([delay(500), end.reached])
      if (!end.isHere) throw error
    }
    await delay(20)
  }
}
