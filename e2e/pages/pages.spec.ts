import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { expect, test } from 'playwright/test'
import { audit, type ScriptedSensor, startScriptedSensor } from './scripted-sensor.ts'
import { markup, type StateName, viewIn } from './states.ts'

const screenshots = resolve(import.meta.dirname, '../../test-results/screenshots')
const stateNames: StateName[] = ['ok', 'pending', 'invalid', 'refused', 'retrying', 'hostile']
const files = ['popup.html', 'page.html'] as const
const schemes = ['light', 'dark'] as const
const widths = [320, 380, 800, 1280]

/** Where the focus is when it is nowhere. */
const nothing = { name: 'nothing', ringPixels: 0, ringContrast: 0, inView: false }

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

async function opened(file: (typeof files)[number], state: StateName): Promise<Page> {
  await sensor.script({ view: viewIn(state) })
  const page = await sensor.open(file)
  await page.getByRole('heading', { name: /Noted in this browser|Collected here and now/ }).waitFor()
  return page
}

async function openDetails(page: Page): Promise<void> {
  for (const summary of await page.locator('summary').all()) await summary.click()
}

for (const file of files) {
  for (const state of stateNames) {
    test(`${file} fits and is readable: ${state}`, async () => {
      const page = await opened(file, state)
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const width = file === 'popup.html' ? 372 : 1100
        await page.setViewportSize({ width, height: 600 })
        const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
        await page.setViewportSize({ width, height })
        const name = `${file.replace('.html', '')}-${state}-${colorScheme}.png`
        await page.screenshot({ path: join(screenshots, name) })
        expect(await audit(page, 'lowContrast')).toEqual([])
      }
      await openDetails(page)
      expect(await audit(page, 'lowContrast')).toEqual([])
      for (const width of widths) {
        await page.setViewportSize({ width, height: 700 })
        expect(await audit(page, 'overflow'), `at ${width} px`).toEqual([])
      }
      await page.close()
    })
  }

  for (const colorScheme of schemes) {
    test(`${file} can be used with the keyboard alone: ${colorScheme}`, async () => {
      const page = await opened(file, 'retrying')
      await page.emulateMedia({ colorScheme })
      const expected = await audit(page, 'controls')
      expect(expected).toBeGreaterThan(2)
      const reached = new Set<string>()
      for (let press = 1; press <= expected; press++) {
        await page.keyboard.press('Tab')
        const focus = (await audit(page, 'focused')) ?? nothing
        expect.soft(focus.ringPixels, focus.name).toBeGreaterThanOrEqual(2)
        expect.soft(focus.ringContrast, focus.name).toBeGreaterThanOrEqual(3)
        expect.soft(focus.inView, focus.name).toBe(true)
        reached.add(focus.name)
      }
      expect(reached.size).toBe(expected)
      await page.close()
    })
  }

  test(`${file} treats hostile strings as text`, async () => {
    const page = await opened(file, 'hostile')
    const body = page.locator('body')
    await expect(body).toContainText(markup)
    await expect(body).toContainText('evil[U+202E]moc')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('a[href^="javascript"]').count()).toBe(0)
    expect(await page.evaluate('globalThis.attacked')).toBeUndefined()
    await page.close()
  })

  test(`${file} says when the worker does not answer, and recovers`, async () => {
    await sensor.script({ mode: 'gone' })
    const page = await sensor.open(file)
    await expect(page.getByRole('status').first()).toContainText('The extension does not answer')
    await page.setViewportSize({ width: file === 'popup.html' ? 372 : 1100, height: 600 })
    await page.screenshot({ path: join(screenshots, `${file.replace('.html', '')}-silent.png`) })
    await sensor.script({ view: viewIn('ok') })
    await expect(page.getByRole('status').first()).toContainText('Active')
    await sensor.script({ mode: 'silence' })
    await expect(page.getByRole('status').first()).toContainText('The extension does not answer', {
      timeout: 15_000,
    })
    await expect(page.getByText('What follows is from before.')).toBeVisible()
    await page.close()
  })
}

test('the audit finds planted faults', async () => {
  const page = await opened('page.html', 'ok')
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend',
    '<p style="color: rgb(200, 200, 200); background: white">pale</p><p style="width: 3000px">wide</p>')`)
  expect((await audit(page, 'lowContrast')).map(one => one.text)).toEqual(['pale'])
  expect(await audit(page, 'overflow')).toContain('p: wide')
  await page.evaluate(`document.head.insertAdjacentHTML('beforeend',
    '<style>:focus-visible { outline: none !important }</style>')`)
  await page.keyboard.press('Tab')
  expect((await audit(page, 'focused'))?.ringPixels).toBe(0)
  await page.close()
})
