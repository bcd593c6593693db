import { freePort } from '@weaklayer/gateway/testing'
import { makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

let lab: Laboratory

test.beforeEach(async () => {
  lab = await openLaboratory()
})

test.afterEach(async () => {
  await lab.close()
})

test('a release build without policy records, sends nothing, and says so', async () => {
  await lab.startGateway()
  const browser = await lab.openBrowser({ release: true })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/page`)
  const view = await until(browser.view, seen => seen.queue.events >= 3)
  expect(view.policy).toMatchObject({ state: 'pending', source: 'none' })
  expect(view.connection.state).toBe('unconfigured')
  expect((await browser.selfTest()).outcome).toBe('no_policy')
  expect(await lab.stored()).toEqual([])
})

test('a release build takes its policy from managed storage and delivers', async () => {
  await lab.startGateway()
  const browser = await lab.openBrowser({
    release: true,
    managed: policyFor(lab.secrets, lab.gatewayPort),
  })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/managed`)
  await until(browser.view, seen => seen.policy.state === 'ok')
  await until(lab.stored, seen => seen.some(event => event.path === '/managed'))
  expect((await browser.view()).policy.source).toBe('managed')
  const statuses = await until(lab.stored, seen =>
    seen.some(event => event.type === 'Status' && event.policyState === 'ok'),
  )
  const last = statuses.findLast(event => event.type === 'Status')
  expect(last).toMatchObject({ label: 'e2e' })
  expect(last).not.toHaveProperty('policyProblems')
})

test('a policy with a wrong mandatory part is invalid, and the sensor names the part', async () => {
  const { installKey: _, ...rest } = policyFor(lab.secrets, lab.gatewayPort)
  const browser = await lab.openBrowser({ release: true, managed: rest })
  const view = await until(browser.view, seen => seen.policy.state === 'invalid')
  expect(view.policy.problems).toEqual([expect.objectContaining({ path: 'installKey' })])
  expect((await browser.selfTest()).outcome).toBe('policy_invalid')
})

test('minimal capture keeps hosts and password fields only', async () => {
  await lab.startGateway()
  const browser = await lab.openBrowser({
    policy: policyFor(lab.secrets, lab.gatewayPort, { capture: 'minimal' }),
  })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/login?next=somewhere#part`)
  await page.locator('#user').pressSequentially('a user name')
  await page.locator('#password').pressSequentially('a password')
  await page.goto(`${lab.site.url}/frames/3`)
  await page.goto('about:blank')
  const events = await until(
    lab.stored,
    seen => seen.filter(event => event.type === 'WindowLocation').length >= 2,
  )
  const locations = events.filter(event => event.type === 'WindowLocation' && event.hostname === '127.0.0.1')
  expect(locations.map(({ path, search, hash }) => [path, search, hash])).toEqual([
    ['', '', ''],
    ['', '', ''],
  ])
  expect(events.filter(event => event.type === 'TextInput').map(event => event.inputType)).toContain(
    'password',
  )
  expect(new Set(events.filter(event => event.type === 'TextInput').map(event => event.inputType))).toEqual(
    new Set(['password']),
  )
  expect(events.filter(event => event.type === 'Window').every(event => event.isTopLevelWindow)).toBe(true)
})

test('excluded hosts leave no trace, and the popup says so', async () => {
  await lab.startGateway()
  const browser = await lab.openBrowser({
    policy: policyFor(lab.secrets, lab.gatewayPort, { excludedHosts: ['localhost'] }),
  })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.otherUrl}/login`)
  await page.locator('#password').pressSequentially('excluded password')
  await page.goto(`${lab.site.url}/included`)
  const events = await until(lab.stored, seen => seen.some(event => event.path === '/included'))
  expect(events.filter(event => event.hostname === 'localhost')).toEqual([])
  expect(events.filter(event => event.type === 'TextInput')).toEqual([])
  const view = await browser.view({ url: `${lab.site.otherUrl}/login`, incognito: false })
  expect(view.page).toEqual({ host: 'localhost', recorded: false, reason: 'excluded' })
})

test('the self-test tells a wrong key, an unknown name, a refused connection and a stranger apart', async () => {
  await lab.startGateway()
  const good = policyFor(lab.secrets, lab.gatewayPort)
  const cases = {
    ok: good,
    wrong_key: { ...good, installKey: { ...(await makeInstallKey()) } },
    name_not_found: { ...good, api: { ...good.api, hostname: 'gateway.invalid' } },
    connection_refused: { ...good, api: { ...good.api, port: await freePort() } },
    not_a_gateway: { ...good, api: { ...good.api, port: Number(new URL(lab.site.url).port) } },
  }
  for (const [outcome, policy] of Object.entries(cases)) {
    const browser = await lab.openBrowser({ profile: outcome, policy })
    expect((await browser.selfTest()).outcome).toBe(outcome)
    await browser.close()
  }
})
