import type { Page } from 'playwright'
import { newAddress, pageLoad, text } from './expected-event.ts'
import { follow, typeInto, type WalkAction } from './walk-action.ts'

const sorted = 'app/calendar?sort=date'

/** A change of address without a load; `to` is its path. */
function move(name: string, to: string, run: (page: Page) => Promise<unknown>): WalkAction {
  return {
    name,
    run: async (page, site) => {
      await run(page)
      await page.waitForURL(site.url + to)
    },
    expects: site => [newAddress(site.url + to)],
  }
}

function click(selector: string) {
  return (page: Page) => page.locator(selector).click()
}

/** Links, fragments and keys on a page without a field. */
const readHandbook: WalkAction[] = [
  {
    name: 'open the start page',
    run: (page, site) => page.goto(site.url),
    expects: site => pageLoad(site.url),
  },
  follow('follow the link to the handbook', 'a.card[href="/article.html"]', 'article.html'),
  move('jump to chapter Storage', 'article.html#storage', click('.tabs a[href="#storage"]')),
  move('jump to chapter Delivery', 'article.html#delivery', click('.tabs a[href="#delivery"]')),
  move('jump to chapter Passwords', 'article.html#passwords', click('.tabs a[href="#passwords"]')),
  move('go back one chapter', 'article.html#delivery', page => page.goBack()),
  {
    name: 'press keys outside any field',
    run: page => page.keyboard.type('tides'),
    expects: site => [text('keys', 'tides', `${site.url}article.html#delivery`)],
  },
]

/** A single-page application and its history. */
const useApplication: WalkAction[] = [
  follow('open the orders', '.bar a[href="/app/"]', 'app/'),
  move('show the inbox (pushState)', 'app/inbox', click('#views a[href="/app/inbox"]')),
  move('show the calendar (pushState)', 'app/calendar', click('#views a[href="/app/calendar"]')),
  move('sort it (replaceState)', sorted, click('#sort')),
  move('go back to the inbox', 'app/inbox', page => page.goBack()),
  move('go forward to the calendar', sorted, page => page.goForward()),
  {
    name: 'filter the orders',
    run: page => typeInto(page, '#filter', 'tea crates'),
    expects: site => [text('text', 'tea crates', site.url + sorted)],
  },
  {
    name: 'select all and type something else',
    run: async page => {
      await page.locator('#filter').press('ControlOrMeta+a')
      await typeInto(page, '#filter', 'rope')
    },
    expects: site => [text('text', 'rope', site.url + sorted)],
  },
  {
    name: 'reload the page',
    run: page => page.reload(),
    expects: site => pageLoad(site.url + sorted),
  },
]

/** A second tab, and a form that puts what was typed into the address. */
const searchHarbour: WalkAction[] = [
  follow('return to the start page', '.bar .brand', ''),
  {
    name: 'open a link in a new tab and close it',
    run: async page => {
      const opening = page.context().waitForEvent('page')
      await page.locator('#window').click()
      const tab = await opening
      await tab.waitForLoadState()
      await tab.close()
    },
    expects: site => pageLoad(`${site.url}article.html`),
  },
  {
    name: 'search',
    run: async (page, site) => {
      await typeInto(page, '#query', 'lighthouse keeper')
      await page.locator('#query').press('Enter')
      await page.waitForURL(`${site.url}search.html?q=lighthouse+keeper`)
    },
    expects: site => [
      text('text', 'lighthouse keeper', site.url),
      ...pageLoad(`${site.url}search.html?q=lighthouse+keeper`),
    ],
  },
]

/** Everything that moves from page to page. */
export const readingActions: readonly WalkAction[] = [...readHandbook, ...useApplication, ...searchHarbour]
