import { expect, test } from 'playwright/test'
import type { LabBrowser } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import type { BrowserOptions } from '../support/open-browser.ts'

/** What the sensor cannot do without a permission. */
export interface Need {
  permission: string
  ability: string
  has(lab: Laboratory, options: BrowserOptions): Promise<boolean>
}

/** Shows of each permission that the sensor has an ability with it, and has it not without. */
export function testNeeds(needs: readonly Need[]): void {
  let lab: Laboratory

  test.beforeEach(async () => {
    lab = await openLaboratory()
  })

  test.afterEach(async () => {
    await lab.close()
  })

  for (const { permission, ability, has } of needs) {
    test(`the sensor ${ability}`, async () => {
      expect(await has(lab, {})).toBe(true)
    })

    test(`without ${permission} no sensor ${ability}`, async () => {
      expect(await has(lab, { without: permission }).catch(() => false)).toBe(false)
    })
  }
}

/** A browser whose sensor saw a page. */
export async function openWithPage(lab: Laboratory, options: BrowserOptions): Promise<LabBrowser> {
  const browser = await lab.openBrowser(options)
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/needs`)
  return browser
}

/** Whether it comes true: a sensor that lacks something is given less time. */
export async function comes<Seen>(
  { without }: BrowserOptions,
  look: () => Promise<Seen>,
  holds: (seen: Seen) => boolean,
): Promise<boolean> {
  return await until(look, holds, without === undefined ? 30_000 : 8_000).then(
    () => true,
    () => false,
  )
}
