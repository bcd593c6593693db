import { expect, test } from 'playwright/test'
import { browserKind } from '../support/browser-kind.ts'
import { startRecorder } from './recorder.ts'
import { startSite } from './site.ts'

test('a frame ends silently when its extension goes away', async () => {
  const recorder = await startRecorder(browserKind())
  const site = await startSite()
  const page = await recorder.context.newPage()
  await page.goto(site.url + site.add('<input class=target><input class=other>'))
  const tab = await recorder.tabOf(page)
  await expect.poll(async () => (await recorder.frames(tab)).length).toBe(1)
  const said: string[] = []
  page.on('console', message => said.push(message.text()))
  page.on('pageerror', error => said.push(error.message))

  await recorder.reloadExtension()
  await page.locator('.target').click()
  await page.keyboard.type('after the end')
  await page.locator('.other').click()
  await page.evaluate(() => history.pushState(null, '', '/after-the-end'))
  await page.keyboard.type('still nothing')
  await page.evaluate(() => console.log('the last line'))

  expect(await page.locator('.target').inputValue()).toBe('after the end')
  expect(said).toEqual(['the last line'])
  await recorder.close()
  await site.close()
})
