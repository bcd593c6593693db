import { setTimeout as delay } from 'node:timers/promises'
import type { LabBrowser } from '../../laboratory/lab-browser.ts'
import type { Fault, Size } from '../fault.ts'
import type { Lab } from '../lab.ts'
import { type BrowserLab, openBrowserLab } from './browser-lab.ts'

const changes: Record<Size, number> = { short: 2000, long: 20_000 }
/** More at once would keep Chromium itself from loading any page. */
const piece = 2000
const otherVisits = 20

/** A page that reports without end, while another site is used: the other loses nothing, the excess is counted exactly. */
export const pageFlood: Fault = {
  name: 'page-flood',
  title: 'page that changes its address without end',
  rounds: changes,
  mayDrop: true,
  async run(lab, rounds) {
    await lab.gateways.start(0)
    const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
    // Chromium itself slows such a page down to 200 changes in 10 s.
    const browser = await browsers.open({ args: ['--disable-ipc-flooding-protection'] })
    const flooding = await browser.context.newPage()
    await flooding.goto(`${browsers.site.url}/start`)
    let made = 0
    let visits = 0
    while (made < rounds) {
      const flood = flooding.evaluate(floodScript(made, made + piece))
      // What fails before it is waited for ends the browser under it; the first failure is the one to tell of.
      flood.catch(() => undefined)
      made += piece
      for (; visits < (otherVisits * made) / rounds; visits++) await visitOther(browsers, browser, visits)
      await flood
    }
    await untilQuiet(async () => JSON.stringify(await accountOf(browsers, browser)))
    await browsers.drain(browser)
    lab.inspect(events => {
      const paths = events.flatMap(event => (event.type === 'WindowLocation' ? [String(event.path)] : []))
      const others = new Set(paths.filter(path => path.startsWith('/other/'))).size
      if (others !== otherVisits)
        lab.problems.push(`${others} of ${otherVisits} visits of the other site are stored`)
      checkCount(lab, { made, stored: paths.filter(path => path.startsWith('/flood/')).length, events })
    })
    return made
  },
}

async function visitOther({ site, ask }: BrowserLab, browser: LabBrowser, visit: number): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(`${site.otherUrl}/other/${visit}`)
  await ask(browser)
  await page.close()
}

/** What the sensor recorded and gave up so far. */
async function accountOf(browsers: BrowserLab, browser: LabBrowser): Promise<unknown> {
  const { record, dropped } = await browsers.ask(browser)
  return [record.recordedTotal, dropped]
}

const quietLooks = 40
const lookMs = 300

/** The frame hands its last messages over after the flood. */
async function untilQuiet(look: () => Promise<string>): Promise<void> {
  let before = ''
  for (let same = 0; same < quietLooks; ) {
    await delay(lookMs)
    const now = await look()
    same = now === before ? same + 1 : 0
    before = now
  }
}

interface FloodCount {
  made: number
  stored: number
  events: readonly { type: string; [name: string]: unknown }[]
}

function checkCount(lab: Lab, { made, stored, events }: FloodCount): void {
  const given = events.reduce((sum, event) => sum + (event.type === 'Dropped' ? Number(event.count) : 0), 0)
  if (stored + given !== made)
    lab.problems.push(
      `of ${made} changes ${stored} are stored and ${given} declared: ${made - stored - given} too few`,
    )
}

/** In small pieces, so that the page's own messages get through in between. */
function floodScript(from: number, to: number): string {
  return `(async () => {
    for (let n = ${from}; n < ${to}; ) {
      for (const end = Math.min(n + 200, ${to}); n < end; n++) history.replaceState(null, '', '/flood/' + n)
      await new Promise(resolve => setTimeout(resolve))
    }
  })()`
}
