import { createGapProof, eventSchemas, type StoredEvent } from '@weaklayer/wire'
import type { Page } from 'playwright'
import { expect, test } from 'playwright/test'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

test.describe.configure({ timeout: 300_000 })
let lab: Laboratory

test.beforeEach(async () => {
  lab = await openLaboratory()
})

test.afterEach(async () => {
  await lab.close()
})

/** How often the page changes its address; the tool that drives the browser makes each change slow. */
const floodEvents = 5000
const bounds = { maxEvents: 2000, maxBytes: 2 * 1_048_576 }

/** Changes the address again and again; other tasks get their turn after each thousand. */
async function flood(page: Page, changes: number): Promise<void> {
  await page.evaluate(async total => {
    const { port1, port2 } = new MessageChannel()
    const turn = () =>
      new Promise(resolve => {
        port1.onmessage = resolve
        port2.postMessage(null)
      })
    for (let change = 0; change < total; change++) {
      history.replaceState(null, '', `/flood?${change}`)
      if (change % 1000 === 999) await turn()
    }
  }, changes)
}

/** Pages of another origin, while the flood goes on. */
async function visitOthers(page: Page, visits: number): Promise<void> {
  for (let visit = 0; visit < visits; visit++) await page.goto(`${lab.site.otherUrl}/quiet/${visit}`)
}

function countOf(events: readonly StoredEvent[], path: RegExp): number {
  return events.filter(event => event.type === 'WindowLocation' && path.test(String(event.path))).length
}

/** Events given up, as the stored Dropped events say: reason and type. */
function dropsIn(events: readonly StoredEvent[]): Record<string, number> {
  const drops: Record<string, number> = {}
  for (const event of events) {
    const { reason, byType = {} } = eventSchemas.Dropped.safeParse(event).data ?? {}
    for (const [type, count] of Object.entries(byType)) {
      drops[`${reason} ${type}`] = (drops[`${reason} ${type}`] ?? 0) + count
    }
  }
  return drops
}

/** Events of the flood that are stored or that a Dropped event counts. */
function accountedIn(events: readonly StoredEvent[]): number {
  const dropped = Object.values(dropsIn(events)).reduce((sum, count) => sum + count, 0)
  return countOf(events, /^\/flood/) + dropped
}

test('a page that makes many events at once costs others nothing, and each of its events is recorded or counted', async () => {
  const policy = { ...policyFor(lab.secrets, lab.gatewayPort), buffer: bounds }
  const browser = await lab.openBrowser({ policy })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/flood`)
  const other = await browser.context.newPage()
  const flooding = flood(page, floodEvents)
  await visitOthers(other, 20)
  const seen = await browser.view()
  await flooding
  await visitOthers(other, 20)
  for (const { queue } of [seen, await browser.view()]) {
    expect(queue.events).toBeLessThanOrEqual(bounds.maxEvents)
    expect(queue.bytes).toBeLessThanOrEqual(bounds.maxBytes)
  }
  await lab.startGateway()
  // A flood is reported every half minute; what the worker records after a report is in the next one.
  const stored = await until(
    async () => {
      await browser.flush()
      return await lab.stored()
    },
    // One more for the address that it was opened at.
    events => accountedIn(events) >= floodEvents + 1,
    150_000,
  )
  const drops = dropsIn(stored)
  console.log(JSON.stringify({ floodEvents, recorded: countOf(stored, /^\/flood/), drops }))
  expect(countOf(stored, /^\/quiet\//)).toBe(40)
  expect(Object.keys(drops).sort()).toEqual(['flood WindowLocation', 'frame_gap unknown'])
  expect(accountedIn(stored)).toBe(floodEvents + 1)
  const proof = createGapProof()
  for (const event of stored) proof.add(event)
  expect(proof.report()).toMatchObject([{ complete: true, conflicts: [] }])
})
