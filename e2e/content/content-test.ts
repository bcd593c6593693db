import { test as base, expect, type Page } from 'playwright/test'
import { browserKind, kindOf } from '../support/browser-kind.ts'
import { type RecordedFrame, type RecordedText, type Recorder, startRecorder } from './recorder.ts'
import { type Site, startSite } from './site.ts'

/** A page with the content script, and what it reported. */
export interface Visit {
  page: Page
  url: string
  frames(): Promise<RecordedFrame[]>
  texts(): Promise<RecordedText[]>
  /** Puts a text in as a whole, as a user can who does not type it. */
  insert(text: string): Promise<void>
  /** Waits until this text was reported, and gives all texts so far in order. */
  untilText(text: string): Promise<RecordedText[]>
  /** Types something into a field of its own at last, so that all that came before was reported. */
  settled(): Promise<string[]>
  /** Addresses of the top frame, in the order of its reports. */
  addresses(): Promise<string[]>
}

interface Fixtures {
  visit(html: string): Promise<Visit>
}

/** Every visited page ends with this field, and with something behind it, or Tab would lead out of the page. */
const lastField = '<input id="last-field"><span tabindex="0"></span>'
const lastText = 'the last text'

export const test = base.extend<Fixtures, { recorder: Recorder; site: Site }>({
  recorder: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use, { project }) => {
      const recorder = await startRecorder(kindOf(project.name))
      await use(recorder)
      await recorder.close()
    },
    { scope: 'worker' },
  ],
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      const site = await startSite()
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],
  visit: async ({ recorder, site }, use) => {
    const opened: Page[] = []
    await use(async html => {
      const page = await recorder.context.newPage()
      opened.push(page)
      const url = site.url + site.add(html + lastField)
      await page.goto(url)
      return visitOf(page, { url, recorder, tab: await recorder.tabOf(page) })
    })
    await recorder.setRules(undefined)
    await recorder.setAcknowledging(true)
    for (const page of opened) await page.close()
  },
})

function visitOf(
  page: Page,
  { url, recorder, tab }: { url: string; recorder: Recorder; tab: number },
): Visit {
  const texts = () => recorder.texts(tab)
  const frames = () => recorder.frames(tab)
  const untilText = async (text: string) => {
    await expect.poll(async () => (await texts()).map(one => one.text), { timeout: 8000 }).toContain(text)
    return texts()
  }
  return {
    page,
    url,
    frames,
    texts,
    untilText,
    insert: text => (browserKind() === 'firefox' ? paste(page, text) : page.keyboard.insertText(text)),
    async settled() {
      await page.locator('#last-field').click()
      await page.keyboard.type(lastText)
      await page.keyboard.press('Tab')
      const all = await untilText(lastText)
      return all.map(({ text }) => text).filter(text => text !== lastText)
    },
    async addresses() {
      const top = (await frames()).filter(frame => frame.top)
      return top.flatMap(({ messages }) =>
        messages.flatMap(({ report }) => (report.kind === 'WindowLocation' ? [report.href] : [])),
      )
    },
  }
}

/** Playwright inserts text by a script in Firefox, which is no user's. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(value => navigator.clipboard.writeText(value), text)
  await page.keyboard.press('Control+v')
}

export { expect }
