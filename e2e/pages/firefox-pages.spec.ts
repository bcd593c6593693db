import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { expect, test } from 'playwright/test'
import { type LabFirefox, launchLabFirefox } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'
import { bundledAudit } from './scripted-sensor.ts'

test.describe.configure({ timeout: 120_000 })

const screenshots = resolve(import.meta.dirname, '../../test-results/screenshots')
const schemes = { dark: 0, light: 1 } as const
let lab: Laboratory
let browser: LabFirefox

test.beforeEach(async () => {
  mkdirSync(screenshots, { recursive: true })
  lab = await openLaboratory()
  await lab.startGateway()
  const outDirectory = join(lab.directory, 'extension')
  browser = await launchLabFirefox({
    executable: await findBrowser('firefox'),
    extensionDirectory: (await buildExtension({ browser: 'firefox', outDirectory })).directory,
    profileDirectory: join(lab.directory, 'profile'),
    managed: policyFor(lab.secrets, lab.gatewayPort, { notice: { text: 'We look after this browser.' } }),
  })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/shown`)
  await until(browser.view, view => view.delivery.deliveredTotal > 0)
})

test.afterEach(async () => {
  await browser.kill()
  await lab.close()
})

test('the popup and the page are readable in Firefox, light and dark, and fit into any width', async () => {
  const audit = await bundledAudit()
  for (const file of ['popup', 'page']) {
    const page = await browser.openDocument(`${browser.extensionUrl}pages/${file}.html`, { inFront: true })
    await until(
      () => page.evaluate<string>('document.body.innerText'),
      text => text.includes('Active'),
    )
    await page.evaluate(`(() => { ${audit}; globalThis.audit = audit })()`)
    for (const [scheme, number] of Object.entries(schemes)) {
      await browser.inBrowser(
        `Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', ${number})`,
      )
      await until(
        () => page.evaluate<boolean>(`matchMedia('(prefers-color-scheme: ${scheme})').matches`),
        Boolean,
      )
      await page.resize({ width: file === 'popup' ? 372 : 1100, height: file === 'popup' ? 600 : 1400 })
      writeFileSync(join(screenshots, `firefox-${file}-${scheme}.png`), await page.screenshot())
      expect(await page.evaluate('audit.lowContrast()'), `${file}, ${scheme}`).toEqual([])
    }
    for (const width of [320, 380, 800, 1280]) {
      await page.resize({ width, height: 700 })
      expect(await page.evaluate('audit.overflow()'), `${file} at ${width} px`).toEqual([])
    }
    await page.close()
  }
})
