import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { findBrowser } from '@weaklayer/demo'
import { buildExtension } from '@weaklayer/extension/build'
import { createGapProof, type StoredEvent } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import { type LabFirefox, launchLabFirefox } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

test.describe.configure({ timeout: 180_000 })

/** No address of loopback by its name: Firefox treats it as any other host. */
const gatewayHost = 'gateway.weaklayer.test'
let lab: Laboratory
let server: Server
let browser: LabFirefox
let downloads: string[]

test.beforeEach(async () => {
  lab = await openLaboratory()
  downloads = []
  server = createServer((request, answer) => {
    downloads.push(request.url ?? '')
    answer.setHeader('content-type', 'application/x-xpinstall')
    answer.end(readFileSync(join(lab.directory, 'profile.xpi')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
})

test.afterEach(async () => {
  await browser.kill()
  server.close()
  await lab.close()
})

function managed(label: string): object {
  const policy = policyFor(lab.secrets, lab.gatewayPort, { label })
  return { ...policy, api: { ...policy.api, hostname: gatewayHost } }
}

/** A release build: what it knows it has from policies.json. */
async function startWithPolicies(label: string): Promise<void> {
  const outDirectory = join(lab.directory, 'extension')
  browser = await launchLabFirefox({
    executable: await findBrowser('firefox'),
    extensionDirectory: (await buildExtension({ browser: 'firefox', outDirectory })).directory,
    profileDirectory: join(lab.directory, 'profile'),
    installUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sensor.xpi`,
    managed: managed(label),
    hosts: [gatewayHost],
    privateWindows: true,
  })
}

async function visit(path: string): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(lab.site.url + path)
  await page.close()
}

const hasPath = (path: string) => (events: StoredEvent[]) => events.some(event => event.path === path)

test('with policies.json alone Firefox installs, configures and enrols the sensor, which reports over HTTP by name', async () => {
  await lab.startGateway()
  const startedMs = Date.now()
  await startWithPolicies('first label')
  await visit('/first-run')
  const stored = await until(lab.stored, hasPath('/first-run'))
  console.log(`first event stored ${Date.now() - startedMs} ms after the start of Firefox`)

  expect(downloads).toEqual(['/sensor.xpi'])
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
  const gateway = await lab.startGateway()
  await startWithPolicies('first label')
  await visit('/before')
  await until(lab.stored, hasPath('/before'))
  await gateway.stop()
  await visit('/while-away')
  const { sensor, queue } = await until(browser.view, view => view.queue.events >= 2)

  browser.changePolicies(managed('second label'))
  // A new event page asks managed storage again: the browser itself still has what it read at its start.
  expect(await browser.stopWorker()).toBe(true)
  expect((await browser.view()).label).toBe('first label')
  await browser.close()

  await startWithPolicies('second label')
  const again = await until(browser.view, view => view.label === 'second label')
  expect(again.sensor).toBe(sensor)
  expect(again.queue.events).toBeGreaterThanOrEqual(queue.events)
  expect(downloads).toHaveLength(1)
  await lab.startGateway()
  await browser.flush()
  await until(browser.view, view => view.queue.events === 0)
  const stored = await lab.stored()
  expect(hasPath('/while-away')(stored)).toBe(true)
  const proof = createGapProof()
  for (const event of stored) proof.add(event)
  expect(proof.report()).toMatchObject([{ complete: true, doubled: 0, conflicts: [] }])
})
