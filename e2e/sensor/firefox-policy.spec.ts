import { join } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import { type Administrator, createAdministrator } from '../support/administrator.ts'
import type { GatewayProcess } from '../support/gateway-process.ts'
import { type LabFirefox, launchLabFirefox } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'

test.describe.configure({ timeout: 180_000 })

/** No address of loopback by its name: Firefox treats it as any other host. */
const gatewayHost = 'gateway.weaklayer.test'
let lab: Laboratory
let administrator: Administrator
let gateway: GatewayProcess
let browser: LabFirefox

const startGateway = () =>
  lab.startGateway(config => ({ ...config, updates: { directory: administrator.updatesDirectory } }))

test.beforeEach(async () => {
  lab = await openLaboratory()
  administrator = createAdministrator(lab.directory, lab.gatewayPort)
  await administrator.publish('0.1.0')
  gateway = await startGateway()
})

test.afterEach(async () => {
  await browser.kill()
  await lab.close()
})

/** What `weaklayer policy` writes for Firefox on Linux. */
async function policies(label: string): Promise<object> {
  const file = await administrator.policyFor({
    target: 'firefox-linux',
    gatewayHost,
    gatewayPort: lab.gatewayPort,
    installKey: lab.secrets.installKey,
    label,
    settings: { incognito: true },
  })
  return (file as { policies: object }).policies
}

async function startWithPolicies(label: string): Promise<void> {
  browser = await launchLabFirefox({
    executable: await findBrowser('firefox'),
    profileDirectory: join(lab.directory, 'profile'),
    policies: await policies(label),
    hosts: [gatewayHost],
  })
}

async function visit(path: string): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(lab.site.url + path)
  await page.close()
}

const hasPath = (path: string) => (events: StoredEvent[]) => events.some(event => event.path === path)

test('with policies.json alone Firefox installs, configures and enrols the sensor, which reports over HTTP by name', async () => {
  const startedMs = Date.now()
  await startWithPolicies('first label')
  await visit('/first-run')
  const stored = await until(lab.stored, hasPath('/first-run'))
  console.log(`first event stored ${Date.now() - startedMs} ms after the start of Firefox`)

  expect(await browser.view()).toMatchObject({
    policy: { state: 'ok', source: 'managed', problems: [] },
    gateway: { protocol: 'http', hostname: gatewayHost, unencrypted: true },
    label: 'first label',
  })
  expect(stored.find(event => event.type === 'Install')).toMatchObject({ label: 'first label' })
  expect((await browser.selfTest()).outcome).toBe('ok')
  expect(await browser.inExtension('browser.extension.isAllowedIncognitoAccess()')).toBe(true)
})

/** What the add-on manager offers the user, and what becomes of an attempt. */
const attempts = `(async () => {
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
  const addon = await AddonManager.getAddonByID('sensor@weaklayer.org')
  return {
    mayRemove: (addon.permissions & AddonManager.PERM_CAN_UNINSTALL) !== 0,
    mayDisable: (addon.permissions & AddonManager.PERM_CAN_DISABLE) !== 0,
    disable: await addon.disable().then(() => 'done', error => error.message),
    active: addon.isActive,
  }
})()`

test('the user can neither remove nor disable what policy installed', async () => {
  await startWithPolicies('any')
  expect(await browser.inBrowser(attempts)).toEqual({
    mayRemove: false,
    mayDisable: false,
    disable: expect.stringContaining('disallowed by enterprise policy'),
    active: true,
  })
})

test('a restart keeps identity and queue, and is what brings a changed policy', async () => {
  await startWithPolicies('first label')
  await visit('/before')
  await until(lab.stored, hasPath('/before'))
  await gateway.stop()
  await visit('/while-away')
  const { sensor, queue } = await until(browser.view, view => view.queue.events >= 2)

  browser.changePolicies(await policies('second label'))
  // A new event page asks managed storage again: the browser itself still has what it read at its start.
  expect(await browser.stopWorker()).toBe(true)
  expect((await browser.view()).label).toBe('first label')
  await browser.close()

  // The package cannot be fetched: it was kept.
  await startWithPolicies('second label')
  const again = await until(browser.view, view => view.label === 'second label')
  expect(again.sensor).toBe(sensor)
  expect(again.queue.events).toBeGreaterThanOrEqual(queue.events)
  await startGateway()
  await browser.flush()
  await until(browser.view, view => view.queue.events === 0)
  const stored = await lab.stored()
  expect(hasPath('/while-away')(stored)).toBe(true)
  const proof = createGapProof()
  for (const event of stored) proof.add(event)
  expect(proof.report()).toMatchObject([{ complete: true, doubled: 0, conflicts: [] }])
})

const updateNow = `(async () => {
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs')
  const addon = await AddonManager.getAddonByID('sensor@weaklayer.org')
  const found = await new Promise(done => addon.findUpdates(
    { onUpdateAvailable: (_, install) => done(install), onNoUpdateAvailable: () => done(undefined) },
    AddonManager.UPDATE_WHEN_USER_REQUESTED,
  ))
  await found?.install()
  return (await AddonManager.getAddonByID('sensor@weaklayer.org')).version
})()`

test('a published version is installed by the manifest of updates, and the queue is kept', async () => {
  await startWithPolicies('any')
  await visit('/before')
  const { sensor } = await until(browser.view, view => view.delivery.deliveredTotal > 0)
  await administrator.publish('0.1.1')
  expect(await browser.inBrowser(updateNow)).toBe('0.1.1')
  await visit('/after')
  const stored = await until(lab.stored, hasPath('/after'))
  expect(new Set(stored.map(event => event.sensor))).toEqual(new Set([sensor]))
  expect(stored.filter(event => event.type === 'Status').map(event => event.version)).toContain('0.1.1')
})
