import { readFileSync } from 'node:fs'
import { expect, test } from 'playwright/test'
import type { LabBrowser } from '../support/lab-browser.ts'
import { type Laboratory, until } from '../support/laboratory.ts'
import type { BrowserOptions } from '../support/open-browser.ts'
import { comes, type Need, openWithPage, testNeeds } from './permission-needs.ts'

async function tellsWhy(lab: Laboratory, options: BrowserOptions): Promise<boolean> {
  const browser = await openWithPage(lab, options)
  return (await browser.selfTest()).outcome === 'connection_refused'
}

/** Starts the sensor anew; that closes its pages. */
async function reload({ context, extensionId }: LabBrowser): Promise<void> {
  const page = await context.newPage()
  await page.goto(`chrome-extension://${extensionId}/manifest.json`)
  const closed = page.waitForEvent('close')
  await page.evaluate('void setTimeout(() => chrome.runtime.reload())')
  await closed
}

const room = 'navigator.storage.estimate().then(({ quota, usage }) => quota - usage)'

const needs: Need[] = [
  { permission: '<all_urls>', ability: 'sees what became of its own requests', has: tellsWhy },
  { permission: 'webRequest', ability: 'tells why its gateway cannot be reached', has: tellsWhy },
  {
    permission: 'alarms',
    ability: 'is woken for the events that wait',
    async has(lab, options) {
      const browser = await openWithPage(lab, options)
      const alarms = 'chrome.alarms.getAll().then(alarms => alarms.length)'
      return await comes(
        options,
        () => browser.inExtension<number>(alarms),
        count => count > 0,
      )
    },
  },
  {
    permission: 'scripting',
    ability: 'records pages that were open before it started',
    async has(lab, options) {
      await lab.startGateway()
      const browser = await openWithPage(lab, options)
      await until(lab.stored, stored => stored.some(event => event.path === '/needs'))
      const page = browser.context.pages().find(one => one.url().endsWith('/needs'))
      await reload(browser)
      const visit = async () => {
        await page?.evaluate(() => history.pushState({}, '', '/late'))
        return await lab.stored()
      }
      return await comes(options, visit, stored => stored.some(event => event.path === '/late'))
    },
  },
  {
    permission: 'unlimitedStorage',
    ability: 'has another bound of its store than a site',
    async has(lab, options) {
      const browser = await openWithPage(lab, options)
      const page = browser.context.pages().find(one => one.url().endsWith('/needs'))
      return (await browser.inExtension<number>(room)) !== (await page?.evaluate<number>(room))
    },
  },
]

testNeeds(needs)

test('every permission of the manifest has its need', () => {
  const { permissions, host_permissions } = JSON.parse(readFileSync('manifest.json', 'utf8'))
  // Firefox alone keeps its storage from extensions that do not ask: storage-permission.spec.ts.
  const shown = ['storage', ...needs.map(({ permission }) => permission)]
  expect(shown.sort()).toEqual([...permissions, ...host_permissions].sort())
})
