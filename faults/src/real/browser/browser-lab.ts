import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import type { SensorView } from '@weaklayer/extension/protocol'
import { type LabBrowser, launchLabBrowser } from '../../laboratory/lab-browser.ts'
import { policyFor } from '../../laboratory/secrets.ts'
import { testManifestKey } from '../../laboratory/test-identity.ts'
import { startTestSite, type TestSite } from '../../laboratory/test-site.ts'
import type { Lab } from '../lab.ts'

/** Real browsers with the built extension, and a site for them. */
export interface BrowserLab {
  site: TestSite
  /** Starts a browser on a profile, new or left by an earlier one. */
  open(options?: OpenOptions): Promise<LabBrowser>
  profileDirectory(profile: string): string
  /** Asks a sensor what it has recorded; the verdict holds it to that. */
  ask(browser: LabBrowser): Promise<SensorView>
  /** Opens a page with frames; each of them records two events. */
  visit(browser: LabBrowser, frames: number): Promise<void>
  /** Waits until a sensor has nothing left. */
  drain(browser: LabBrowser): Promise<void>
}

interface OpenOptions {
  /** @default `profile` */
  profile?: string
  /** More flags for the browser. */
  args?: string[]
}

const drainLimitMs = 90_000

export async function openBrowserLab(lab: Lab, port: number): Promise<BrowserLab> {
  const site = await startTestSite()
  lab.closing(() => site.close())
  const { directory: extensionDirectory } = await buildExtension({
    browser: 'chromium',
    outDirectory: join(lab.directory, 'extension'),
    key: testManifestKey,
    developmentPolicy: policyFor(lab.secrets, port),
  })
  const executable = await findBrowser('chromium')
  const profileDirectory = (profile: string) => join(lab.directory, `browser-${profile}`)
  let visits = 0
  const ask = async (browser: LabBrowser) => {
    const view = await browser.view()
    lab.noteEpoch(view.record)
    return view
  }
  return {
    site,
    profileDirectory,
    ask,
    async open({ profile = 'profile', args = [] } = {}) {
      const browser = await launchLabBrowser({
        executable,
        extensionDirectory,
        profileDirectory: profileDirectory(profile),
        headless: true,
        args,
      })
      lab.closing(() => browser.kill())
      return browser
    },
    async visit(browser, frames) {
      const open = browser.context.pages().filter(page => page.url().startsWith(site.url))
      // The latest one may hold what its frames have not handed over yet.
      for (const page of open.slice(0, -1)) await page.close()
      const page = await browser.context.newPage()
      await page.goto(`${site.url}/frames/${frames}?${visits++}`)
    },
    async drain(browser) {
      for (const deadline = Date.now() + drainLimitMs; ; await delay(100)) {
        await browser.flush()
        const { queue, connection } = await ask(browser)
        if (queue.events === 0) return
        if (Date.now() > deadline)
          throw new Error(`${queue.events} events still wait: ${JSON.stringify(connection)}`)
      }
    },
  }
}
