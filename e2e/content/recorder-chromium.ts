import { findBrowser } from '@weaklayer/demo'
import { chromium } from 'playwright'
import type { RecorderBrowser } from './recorder.ts'

export interface RecorderPlace {
  extension: string
  profile: string
}

export async function openRecorderChromium({ extension, profile }: RecorderPlace): Promise<RecorderBrowser> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser('chromium'),
    headless: true,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    permissions: ['clipboard-read', 'clipboard-write'],
    args: [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
  })
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  const panel = await context.newPage()
  await panel.goto(new URL('panel.html', worker.url()).href)
  return {
    context,
    inExtension: expression => panel.evaluate(expression),
    async stopWorker() {
      const session = await context.newCDPSession(panel)
      await session.send('ServiceWorker.enable')
      await session.send('ServiceWorker.stopAllWorkers')
      await session.detach()
    },
    async reloadExtension() {
      const closed = panel.waitForEvent('close')
      await panel.evaluate('void setTimeout(() => chrome.runtime.reload())')
      await closed
    },
    close: () => context.close(),
  }
}
