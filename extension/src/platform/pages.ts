import browser from 'webextension-polyfill'
import type { PageRequest } from '../protocol.ts'

/** What the sensor's own pages need of the browser. */
export interface PagesBrowser {
  ask(request: PageRequest): Promise<unknown>
  /** The page in front of the user; undefined where the browser does not say. */
  currentPage(): Promise<{ url: string; incognito: boolean } | undefined>
}

export const pagesBrowser: PagesBrowser = {
  ask: request => browser.runtime.sendMessage(request),
  async currentPage() {
    const [tab] = await browser.tabs.query({ active: true, currentWindow: true })
    return tab?.url === undefined ? undefined : { url: tab.url, incognito: tab.incognito }
  },
}
