import type { StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import type { LabBrowser } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'

const password = 'correct horse battery staple'
let lab: Laboratory

test.beforeEach(async () => {
  lab = await openLaboratory()
})

test.afterEach(async () => {
  await lab.close()
})

async function typePassword(browser: LabBrowser): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/login`)
  await page.locator('#password').pressSequentially(password)
  await page.locator('button').click()
  await page.waitForURL('**/welcome*')
}

function passwordHashes(events: StoredEvent[]): string[] {
  return events
    .filter(event => event.type === 'TextInput' && event.inputType === 'password')
    .map(event => `${event.sensor} ${event.textLength} ${event.textHash}`)
}

/** The hash of the whole password: the captures with the longest length. */
function wholeHashes(hashes: string[]): string[] {
  const longest = Math.max(...hashes.map(line => Number(line.split(' ')[1])))
  return hashes.filter(line => line.split(' ')[1] === String(longest)).map(line => line.split(' ')[2] ?? '')
}

test('the same password gives the same hash on one profile and another on another', async () => {
  await lab.startGateway()
  const first = await lab.openBrowser({ profile: 'first' })
  await typePassword(first)
  await typePassword(first)
  const firstHashes = await until(lab.stored, events => wholeHashes(passwordHashes(events)).length >= 2).then(
    passwordHashes,
  )
  await first.close()

  const second = await lab.openBrowser({ profile: 'second' })
  await typePassword(second)
  const sensor = firstHashes[0]?.split(' ')[0]
  const isSecond = (event: StoredEvent) => event.sensor !== sensor
  const secondHashes = await until(
    lab.stored,
    events => passwordHashes(events.filter(isSecond)).length >= 1,
  ).then(events => passwordHashes(events.filter(isSecond)))

  expect(new Set(wholeHashes(firstHashes)).size).toBe(1)
  expect(wholeHashes(firstHashes)[0]).toMatch(/^[A-Za-z0-9+/]{43}=$/)
  expect(wholeHashes(secondHashes)).not.toContain(wholeHashes(firstHashes)[0])
})
