import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findBrowser } from '@weaklayer/demo'
import type { SensorView } from '@weaklayer/extension/protocol'
import { type BrowserContext, chromium, type Page } from 'playwright'

/** An unmodified Chromium that gets nothing but policy files: no flag of an extension, no flag of the test tool. */
export interface PolicyChromium {
  context: BrowserContext
  /** Opens a document of an extension and works with it; closed afterwards. */
  withPage<Answer>(url: string, work: (page: Page) => Promise<Answer>): Promise<Answer>
  /** What the sensor says of itself; undefined while it is not there. */
  view(extensionId: string): Promise<SensorView | undefined>
  close(): Promise<void>
}

/** Where the policies of one browser lie, as others see them below /etc/chromium. */
export function policyFolder(directory: string): { folder: string; write(policy: object): void } {
  const folder = join(directory, 'etc-chromium')
  if (existsSync('/etc/chromium')) cpSync('/etc/chromium', folder, { recursive: true })
  const managed = join(folder, 'policies/managed')
  mkdirSync(managed, { recursive: true })
  // So that the test can look into the sensor's worker and pages.
  writeFileSync(join(managed, 'test.json'), JSON.stringify({ DeveloperToolsAvailability: 1 }))
  return {
    folder,
    write(policy) {
      const next = join(folder, 'next.json')
      writeFileSync(next, JSON.stringify(policy))
      renameSync(next, join(managed, 'weaklayer.json'))
    },
  }
}

export async function openPolicyChromium(directory: string, folder: string): Promise<PolicyChromium> {
  const profile = join(directory, 'policy-profile')
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const flags = ['--headless=new', ...root, '--remote-debugging-port=0', `--user-data-dir=${profile}`]
  const child = spawn(resolve('e2e/support/chromium-with-policy.sh'), [...flags, 'about:blank'], {
    detached: true,
    stdio: 'ignore',
    env: {
      ...process.env,
      WEAKLAYER_POLICY_DIRECTORY: folder,
      WEAKLAYER_REAL_CHROMIUM: await findBrowser('chromium'),
    },
  })
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await debuggingPort(profile, child)}`)
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('the browser has no context')
  const withPage: PolicyChromium['withPage'] = async (url, work) => {
    const page = await context.newPage()
    try {
      await page.goto(url)
      return await work(page)
    } finally {
      await page.close()
    }
  }
  return {
    context,
    withPage,
    view: id => askView(context, id).catch(() => undefined),
    async close() {
      const ended = once(child, 'exit')
      const session = await browser.newBrowserCDPSession()
      await session.send('Browser.close').catch(() => undefined)
      await ended
    },
  }
}

/**
 * Asks from a tab that stays open: a browser reads managed values and installs updates when it has nothing better to
 * do, and tabs that come and go ten times a second would keep it from that.
 */
async function askView(context: BrowserContext, extensionId: string): Promise<SensorView> {
  const url = `chrome-extension://${extensionId}/manifest.json`
  const page = context.pages().find(one => one.url() === url) ?? (await context.newPage())
  if (page.url() !== url) {
    await page.goto(url).catch(async error => {
      await page.close()
      throw error
    })
  }
  return (await page.evaluate("chrome.runtime.sendMessage({ ask: 'view' })")) as SensorView
}

async function debuggingPort(profile: string, child: ChildProcess): Promise<number> {
  const file = join(profile, 'DevToolsActivePort')
  while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) {
    if (child.exitCode !== null) throw new Error(`the browser ended with status ${child.exitCode}`)
    await delay(20)
  }
  return Number(readFileSync(file, 'utf8').split('\n')[0])
}
