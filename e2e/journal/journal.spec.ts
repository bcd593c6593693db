import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBrowser } from '@weaklayer/demo'
import { build } from 'esbuild'
import { type BrowserContext, chromium, expect, type Page, test } from 'playwright/test'
import { startTestSite, type TestSite } from '../support/test-site.ts'

interface JournalCheck {
  checkJournal(): Promise<{ name: string; fault: string }[]>
  durabilitiesGiven(): Promise<string[]>
  writeForEver(tell: (number: number) => void): Promise<never>
  writtenNumbers(): Promise<unknown[]>
}

declare const journalCheck: JournalCheck
declare function tell(number: number): void

let site: TestSite
let profile: string
let script: string

test.beforeAll(async () => {
  site = await startTestSite()
  profile = await mkdtemp(join(tmpdir(), 'weaklayer-journal-'))
  const entry = fileURLToPath(import.meta.resolve('@weaklayer/extension/journal-check'))
  const bundled = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'journalCheck',
  })
  script = bundled.outputFiles[0]?.text ?? ''
})

test.afterAll(async () => {
  await site.close()
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
})

async function openPage(): Promise<{ page: Page; context: BrowserContext }> {
  const executablePath = await findBrowser('chromium')
  const context = await chromium.launchPersistentContext(profile, { executablePath, headless: true })
  const page = await context.newPage()
  await page.goto(site.url)
  await page.addScriptTag({ content: script })
  return { page, context }
}

test('the journal in IndexedDB keeps every promise of the contract', async () => {
  const { page, context } = await openPage()
  const results = await page.evaluate(() => journalCheck.checkJournal())
  expect(results.length).toBeGreaterThan(5)
  expect(results.filter(({ fault }) => fault !== '')).toEqual([])
  await context.close()
})

test('transactions have the durability that is asked for, and are strict without', async () => {
  const { page, context } = await openPage()
  expect(await page.evaluate(() => journalCheck.durabilitiesGiven())).toEqual(['strict', 'strict', 'relaxed'])
  await context.close()
})

test('what a transaction reported as written is there after the browser crashed', async () => {
  const { page, context } = await openPage()
  let last = 0
  let enough: () => void
  const written = new Promise<void>(resolve => {
    enough = resolve
  })
  await page.exposeFunction('tell', (number: number) => {
    last = number
    if (number >= 50) enough()
  })
  const endless = page.evaluate(() => journalCheck.writeForEver(number => tell(number)))
  endless.catch(() => undefined)
  await written
  const promised = last
  const session = await context.newCDPSession(page)
  await session.send('Browser.crash').catch(() => undefined)
  await context.close()
  const again = await openPage()
  const numbers = await again.page.evaluate(() => journalCheck.writtenNumbers())
  expect(numbers.length).toBeGreaterThanOrEqual(promised)
  expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  await again.context.close()
})
