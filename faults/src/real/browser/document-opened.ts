import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from '../fault.ts'
import { openBrowserLab } from './browser-lab.ts'

/** A page that writes itself anew takes every listener away; what is typed then is recorded all the same, once. */
export const documentOpened: Fault = {
  name: 'document-open',
  title: 'document.open() in a page, then typing',
  rounds: { short: 1, long: 20 },
  async run(lab, rounds) {
    await lab.gateways.start(0)
    const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
    const browser = await browsers.open()
    for (let round = 0; round < rounds; round++) {
      const page = await browser.context.newPage()
      await page.goto(`${browsers.site.url}/opened/${round}`)
      await page.evaluate(
        "document.open(); document.write('<!doctype html><textarea id=field></textarea>'); document.close()",
      )
      await page.type('#field', `typed after document.open ${round}`)
      // Leaving the page ends the text.
      await page.goto(`${browsers.site.url}/left/${round}`)
      await delay(100)
      await page.close()
    }
    await browsers.drain(browser)
    lab.inspect(events => {
      const typed = events.filter(event => event.type === 'TextInput').length
      if (typed !== rounds) lab.problems.push(`${typed} of ${rounds} texts are stored`)
    })
    return rounds
  },
}
