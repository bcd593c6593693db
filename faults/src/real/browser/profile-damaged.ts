import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { testExtensionId } from '../../laboratory/test-identity.ts'
import type { Fault } from '../fault.ts'
import { openBrowserLab } from './browser-lab.ts'

const framesPerPage = 30

/** What happens to a profile on the disk while no browser runs on it. */
export const profileDamaged: Fault[] = [
  {
    name: 'chromium-store-deleted',
    title: 'IndexedDB of the sensor deleted with a queue in it',
    rounds: { short: 1, long: 5 },
    mayDrop: true,
    async run(lab, rounds) {
      const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
      let executed = 0
      for (let round = 0; round < rounds; round++) {
        const browser = await browsers.open()
        await browsers.visit(browser, framesPerPage)
        await browsers.ask(browser)
        await browser.kill()
        if (deleteStore(browsers.profileDirectory('profile'))) executed++
      }
      await lab.gateways.start(0)
      const last = await browsers.open()
      await browsers.visit(last, 1)
      await browsers.drain(last)
      const { dropped } = await browsers.ask(last)
      if (dropped.store_lost === undefined && executed === 0)
        lab.problems.push('no sensor noticed that its store was gone')
      return executed
    },
  },
  {
    name: 'chromium-profile-copied',
    title: 'profile of Chromium with a queue copied and run twice',
    rounds: { short: 1, long: 4 },
    clones: true,
    async run(lab, rounds) {
      const browsers = await openBrowserLab(lab, await lab.gateways.portOf(0))
      for (let round = 0; round < rounds; round++) {
        const original = `original-${round}`
        const copy = `copy-${round}`
        const browser = await browsers.open({ profile: original })
        await browsers.visit(browser, framesPerPage)
        await browsers.ask(browser)
        await browser.close()
        cpSync(browsers.profileDirectory(original), browsers.profileDirectory(copy), { recursive: true })
        const gateway = await lab.gateways.start(0)
        const both = [await browsers.open({ profile: original }), await browsers.open({ profile: copy })]
        for (const one of both) {
          await browsers.visit(one, 10)
          await browsers.drain(one)
          await one.close()
        }
        await gateway.stop()
      }
      return rounds
    },
  },
]

function deleteStore(profile: string): boolean {
  const store = join(profile, 'Default/IndexedDB', `chrome-extension_${testExtensionId}_0.indexeddb.leveldb`)
  const wasThere = existsSync(store)
  rmSync(store, { recursive: true, force: true })
  return wasThere
}
