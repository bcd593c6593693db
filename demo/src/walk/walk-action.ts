import type { Page } from 'playwright'
import type { DemoSite } from '../site/start-demo-site.ts'
import { type ExpectedEvent, pageLoad } from './expected-event.ts'

/** The site that the walk needs. */
export type WalkSite = Pick<DemoSite, 'url' | 'otherUrl'>

/** One thing that a user does, with the events that it must produce. */
export interface WalkAction {
  name: string
  run(page: Page, site: WalkSite): Promise<unknown>
  expects(site: WalkSite): ExpectedEvent[]
}

/** A click on something that leads to another page of the site; `to` is its path. */
export function follow(name: string, selector: string, to: string): WalkAction {
  return {
    name,
    run: async (page, site) => {
      await page.locator(selector).first().click()
      await page.waitForURL(site.url + to)
    },
    expects: site => pageLoad(site.url + to),
  }
}

/** Types into a field key by key, as a user does. */
export function typeInto(page: Page, selector: string, value: string): Promise<void> {
  return page.locator(selector).pressSequentially(value)
}
