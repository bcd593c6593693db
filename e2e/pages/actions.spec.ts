import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'playwright/test'
import { audit, type ScriptedSensor, startScriptedSensor } from './scripted-sensor.ts'
import { viewIn } from './states.ts'

const screenshots = resolve(import.meta.dirname, '../../test-results/screenshots')

let directory: string
let sensor: ScriptedSensor

test.beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true })
  directory = mkdtempSync(join(tmpdir(), 'weaklayer-pages-'))
  sensor = await startScriptedSensor(directory)
})

test.afterAll(async () => {
  await sensor.close()
  rmSync(directory, { recursive: true, force: true })
})

const countOf = async (ask: string) => (await sensor.asked()).filter(request => request.ask === ask).length

test('the self-test shows what was found, what to do, and the reason of the browser', async () => {
  const selfTest = {
    outcome: 'certificate_not_trusted',
    message: 'gateway.example.com answered with a certificate that this browser does not trust.',
    todo: 'Install the certificate authority of the gateway, or give the gateway a certificate from a trusted one.',
    browserError: 'net::ERR_CERT_AUTHORITY_INVALID',
    clockSkewMs: 7_200_000,
  }
  await sensor.script({ view: viewIn('ok'), selfTest })
  const page = await sensor.open('page.html')
  await page.getByRole('button', { name: 'Test the connection' }).press('Enter')
  const connection = page.getByRole('region', { name: 'Connection' })
  await expect(connection).toContainText('This browser does not trust the gateway’s certificate')
  await expect(connection).toContainText(selfTest.message)
  await expect(connection).toContainText(selfTest.todo)
  await expect(connection).toContainText('net::ERR_CERT_AUTHORITY_INVALID')
  await expect(connection).toContainText('2 hours behind')
  expect(await countOf('selftest')).toBe(1)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await audit(page, 'lowContrast')).toEqual([])
    await page.screenshot({ path: join(screenshots, `page-self-test-${colorScheme}.png`), fullPage: true })
  }
  await page.close()
})

test('the self-test says that it runs, and runs once however often it is pressed', async () => {
  await sensor.script({ view: viewIn('ok') })
  const page = await sensor.open('page.html')
  await page.getByRole('button', { name: 'Test the connection' }).waitFor()
  await sensor.script({ mode: 'silence' })
  await page.getByRole('button', { name: 'Test the connection' }).click()
  const running = page.getByRole('button', { name: 'Testing…' })
  await running.click({ force: true })
  await expect(running).toBeFocused()
  expect(await countOf('selftest')).toBe(1)
  await page.close()
})

test('the sensor id is copied, and the button says so', async () => {
  await sensor.script({ view: viewIn('ok') })
  const page = await sensor.open('page.html')
  await page.getByRole('button', { name: 'Copy: Sensor' }).click()
  await expect(page.getByRole('button', { name: 'Copied: Sensor' })).toBeFocused()
  await sensor.context.grantPermissions(['clipboard-read'])
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(viewIn('ok').sensor)
  await expect(page.getByRole('button', { name: 'Copy: Sensor' })).toBeFocused({ timeout: 10_000 })
  await page.close()
})

test('what waits can be sent at once', async () => {
  await sensor.script({ view: viewIn('retrying') })
  const page = await sensor.open('page.html')
  await page.getByRole('button', { name: 'Send now' }).click()
  await expect.poll(() => countOf('flush')).toBe(1)
  await page.close()
})

test('a refresh shows what is new and keeps focus and opened lists', async () => {
  await sensor.script({ view: viewIn('ok') })
  const page = await sensor.open('page.html')
  const summary = page.locator('summary').first()
  await summary.click()
  await summary.focus()
  await sensor.script({ view: { ...viewIn('retrying'), capture: viewIn('ok').capture } })
  await expect(page.getByRole('status').first()).toContainText('No connection at the moment')
  await expect(summary).toBeFocused()
  await expect(page.getByText('*.nhs.uk')).toBeVisible()
  await page.close()
})

test('it asks again and again while visible, and not while hidden', async () => {
  await sensor.script({ view: viewIn('ok') })
  const page = await sensor.open('popup.html')
  await expect.poll(() => countOf('view'), { timeout: 10_000 }).toBeGreaterThanOrEqual(3)
  await page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))`)
  await page.waitForTimeout(500)
  await sensor.script({ view: viewIn('ok') })
  await page.waitForTimeout(4500)
  expect(await countOf('view')).toBe(0)
  await page.evaluate(`delete document.visibilityState
    document.dispatchEvent(new Event('visibilitychange'))`)
  await expect.poll(() => countOf('view')).toBeGreaterThanOrEqual(1)
  await page.close()
})

test('the popup leads to the page with everything', async () => {
  await sensor.script({ view: viewIn('ok') })
  const popup = await sensor.open('popup.html')
  const [page] = await Promise.all([
    sensor.context.waitForEvent('page'),
    popup.getByRole('link', { name: 'All details and a test of the connection' }).click(),
  ])
  await expect(page.getByRole('button', { name: 'Test the connection' })).toBeVisible()
  await page.close()
  await popup.close()
})

test('the popup of the browser has its width, no sideways scrolling, and the page that it stands beside', async () => {
  await sensor.script({ view: viewIn('ok') })
  const beside = await sensor.open('page.html')
  await beside.bringToFront()
  await sensor.script({ view: viewIn('ok') })
  await sensor.worker.evaluate('chrome.action.openPopup()')
  // The browser's own popup is no page of the test tool, but pages of one extension see each other.
  const inPopup = (expression: string) =>
    beside.evaluate(`(() => {
      const popup = chrome.extension.getViews({ type: 'popup' })[0]
      return popup && (({ document, innerWidth, innerHeight }) => ${expression})(popup)
    })()`)
  await expect.poll(() => inPopup('document.body.innerText')).toContain('www.example.org')
  expect(await inPopup('document.body.getBoundingClientRect().width')).toBe(372)
  expect(await inPopup('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
  expect(await inPopup('innerHeight')).toBeGreaterThan(300)
  expect(await sensor.asked()).toContainEqual({ ask: 'view', page: { url: beside.url(), incognito: false } })
  await beside.close()
})
