import type { SensorView } from '@weaklayer/extension/protocol'
import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, type Page, test } from 'playwright/test'
import { type ForcedSensor, openForcedSensor } from '../support/forced-sensor.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

test.describe.configure({ timeout: 120_000 })
let lab: Laboratory
let sensor: ForcedSensor

test.beforeEach(async () => {
  lab = await openLaboratory()
  const developmentPolicy = policyFor(lab.secrets, lab.gatewayPort, { text: { exactLength: true } })
  sensor = await openForcedSensor({ lab, developmentPolicy, version: '0.1.0' })
})

test.afterEach(async () => {
  await sensor.close()
  await lab.close()
})

declare const chrome: { runtime: { requestUpdateCheck(): Promise<{ status: string }> } }

/** A page of the extension; an update closes it. */
async function ask<Answer>(work: (page: Page) => Promise<Answer>): Promise<Answer> {
  const page = await sensor.context.newPage()
  try {
    await page.goto(`chrome-extension://${sensor.extensionId}/manifest.json`)
    return await work(page)
  } finally {
    await page.close()
  }
}

const view = () =>
  ask(page => page.evaluate("chrome.runtime.sendMessage({ ask: 'view' })") as Promise<SensorView | undefined>)

async function update(version: string): Promise<void> {
  await sensor.offer(version)
  const page = await sensor.context.newPage()
  await page.goto(`chrome-extension://${sensor.extensionId}/manifest.json`)
  // An update closes the pages of an extension. One that asks all the time would keep the browser from installing it.
  const closed = page.waitForEvent('close', { timeout: 90_000 })
  expect(await page.evaluate(async () => (await chrome.runtime.requestUpdateCheck()).status)).toBe(
    'update_available',
  )
  await closed
  await until(
    () => view().catch(() => undefined),
    seen => seen?.version === version,
  )
}

const frames = `<!doctype html><title>Frames</title><input id="first"><input id="second"><input id="third">
<p id="text">Some text</p><iframe srcdoc="<input>"></iframe><iframe src="about:blank"></iframe>
<iframe src="/login"></iframe><iframe src="data:text/html,<input>"></iframe>`

/** Lengths tell the texts apart; nothing else of them leaves the browser in clear. */
const lengths = (events: StoredEvent[]) =>
  events
    .flatMap(event => (event.type === 'TextInput' ? [event.textLength as number] : []))
    .sort((one, other) => one - other)

test('an update loses and doubles nothing of pages that are open, and starts in each of their frames', async () => {
  const page = await sensor.context.newPage()
  const said: string[] = []
  page.on('console', message => message.type() === 'error' && said.push(message.text()))
  page.on('pageerror', error => said.push(error.message))
  await page.route('**/open', route => route.fulfill({ contentType: 'text/html', body: frames }))
  await page.goto(`${lab.site.url}/open`)
  await page.evaluate(() => {
    const blank = document.querySelectorAll('iframe')[1]?.contentDocument
    blank?.body.append(blank.createElement('input'))
  })
  const login = await sensor.context.newPage()
  await login.goto(`${lab.site.url}/login`)
  await login.locator('#note').pressSequentially('a note of 21 letters.')
  await page.locator('#first').pressSequentially('eleven char')
  const before = (await until(view, seen => (seen?.record.lastSeq ?? 0) > 0))?.record.epoch

  await update('0.1.1')

  // The field goes on where it was; the others were never touched before.
  await page.bringToFront()
  await page.locator('#first').pressSequentially(', seventeen')
  await page.locator('#second').pressSequentially('nineteen characters')
  await page.locator('#text').click()
  const inputs = ['thirteen char', 'fourteen chars', 'fifteen charact', 'sixteen characte']
  for (const [index, text] of inputs.entries()) {
    const frame = page.frames()[index + 1]
    await frame?.locator('input').first().pressSequentially(text)
  }
  await page.locator('#third').click()
  const expected = [11, 13, 14, 15, 16, 19, 21, 22]
  await until(lab.stored, events => expected.every(length => lengths(events).includes(length)))
  await until(view, seen => seen?.queue.events === 0)

  const stored = await lab.stored()
  expect(lengths(stored).filter(length => expected.includes(length))).toEqual(expected)
  const hashes = stored.flatMap(event => (event.type === 'TextInput' ? [event.textHash] : []))
  expect(new Set(hashes).size).toBe(hashes.length)
  const epochOf = (length: number) => stored.find(event => event.textLength === length)?.epoch
  expect([epochOf(11), epochOf(21)]).toEqual([before, before])
  expect(epochOf(22)).not.toBe(before)
  const proof = createGapProof()
  for (const event of stored) proof.add(event)
  const [report, ...others] = proof.report()
  expect(others).toEqual([])
  expect(report).toMatchObject({ complete: true, doubled: 0, conflicts: [] })
  expect(report?.epochs.map(epoch => epoch.previous ?? undefined)).toEqual([undefined, before])
  expect(said).toEqual([])
  const tabs = stored.filter(event => event.path === '/open').map(event => event.tab)
  expect(tabs.length).toBeGreaterThanOrEqual(2)
  expect(new Set(tabs).size).toBe(1)
})
