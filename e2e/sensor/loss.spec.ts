import { createGapProof } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import { startFront } from '../support/front.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

test.describe.configure({ timeout: 180_000 })
let lab: Laboratory

test.beforeEach(async () => {
  lab = await openLaboratory()
})

test.afterEach(async () => {
  await lab.close()
})

/** Opens pages with many frames: each frame records a Window and a WindowLocation. */
async function recordEvents(
  browser: Awaited<ReturnType<Laboratory['openBrowser']>>,
  atLeast: number,
): Promise<number> {
  // The pages stay open until all is recorded: what a frame has not handed over yet dies with its page.
  const pages = []
  for (let opened = 0; opened * 2 < atLeast; opened += 100) {
    const page = await browser.context.newPage()
    pages.push(page)
    await page.goto(`${lab.site.url}/frames/100?${opened}`)
  }
  const view = await until(browser.view, seen => seen.queue.events >= atLeast, 90_000)
  for (const page of pages) await page.close()
  return view.queue.events
}

async function proof() {
  const gapProof = createGapProof()
  for (const event of await lab.stored()) gapProof.add(event)
  return gapProof.report()
}

async function expectNothingLost(recorded: number): Promise<void> {
  await until(
    lab.stored,
    events => events.filter(event => event.seq !== undefined).length >= recorded,
    60_000,
  )
  for (const sensor of await proof()) {
    expect(sensor).toMatchObject({ complete: true, doubled: 0, conflicts: [], missingEpochs: [] })
    expect(sensor.epochs.flatMap(epoch => [...epoch.missing, ...epoch.declared])).toEqual([])
  }
}

test('a browser killed with 1,000 events waiting delivers all of them once after it starts again', async () => {
  const browser = await lab.openBrowser()
  const waiting = await recordEvents(browser, 1000)
  expect(waiting).toBeGreaterThanOrEqual(1000)
  await browser.kill()
  expect(await lab.stored()).toEqual([])

  await lab.startGateway()
  const again = await lab.openBrowser()
  await until(again.view, view => view.queue.events === 0 && view.record.recordedTotal >= waiting, 60_000)
  await expectNothingLost(waiting)
  const epochs = (await proof())[0]?.epochs ?? []
  expect(epochs).toHaveLength(2)
  expect(epochs[1]?.previous).toBe(epochs[0]?.epoch)
})

test('a worker stopped in the middle of recording and sending loses and doubles nothing', async () => {
  await lab.startGateway()
  const browser = await lab.openBrowser()
  let stops = 0
  for (let round = 0; round < 6; round++) {
    // These stay open too.
    const page = await browser.context.newPage()
    const loading = page.goto(`${lab.site.url}/frames/60?${round}`)
    await new Promise(resolve => setTimeout(resolve, 60 * round))
    if (await browser.stopWorker()) stops++
    await loading
  }
  expect(stops).toBe(6)
  const expected = 6 * 61
  const pages = (events: Awaited<ReturnType<Laboratory['stored']>>) =>
    events.filter(event => event.type === 'WindowLocation' && String(event.path).match(/^\/(frames|empty)/))
  await until(lab.stored, events => pages(events).length >= expected, 60_000)
  const view = await until(browser.view, seen => seen.queue.events === 0)
  expect(pages(await lab.stored())).toHaveLength(expected)
  await expectNothingLost(view.record.lastSeq)
})

test('a portal that answers 200 with HTML deletes nothing', async () => {
  const front = await startFront(lab.gatewayPort)
  front.decide = () => 'portal'
  const browser = await lab.openBrowser({ policy: policyFor(lab.secrets, front.port) })
  const waiting = await recordEvents(browser, 200)
  const attempts = await until(
    async () => front.requests.length,
    count => count >= 1,
  )
  expect(attempts).toBeGreaterThanOrEqual(1)
  expect((await browser.view()).queue.events).toBeGreaterThanOrEqual(waiting)
  expect((await browser.view()).delivery.deliveredTotal).toBe(0)

  await lab.startGateway()
  front.decide = () => 'pass'
  await browser.flush()
  await until(browser.view, view => view.queue.events === 0, 60_000)
  await expectNothingLost(waiting)
  await front.close()
})

test('answers lost after the commit are asked for again and double nothing', async () => {
  await lab.startGateway()
  const front = await startFront(lab.gatewayPort)
  let lost = 0
  front.decide = (_, path) => (path === '/events' && lost++ < 2 ? 'lose' : 'pass')
  const browser = await lab.openBrowser({ policy: policyFor(lab.secrets, front.port) })
  const waiting = await recordEvents(browser, 0)
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/frames/20`)
  await until(
    async () => lost,
    count => count >= 2,
    60_000,
  )
  await browser.flush()
  const view = await until(
    browser.view,
    seen => seen.queue.events === 0 && seen.record.lastSeq > waiting,
    60_000,
  )
  await expectNothingLost(view.record.lastSeq)
  await front.close()
})
