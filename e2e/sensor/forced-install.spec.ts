import { freePort } from '@weaklayer/gateway/testing'
import { createGapProof, makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'playwright/test'
import { type Administrator, createAdministrator } from '../support/administrator.ts'
import { startGatewayProcess } from '../support/gateway-process.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { openPolicyChromium, type PolicyChromium, policyFolder } from '../support/policy-chromium.ts'
import { gatewayConfigFor } from '../support/secrets.ts'

test.describe.configure({ timeout: 180_000 })
const limitMs = 90_000
let lab: Laboratory
let administrator: Administrator
let policies: ReturnType<typeof policyFolder>
let browser: PolicyChromium

const view = () => browser.view(administrator.ids.chromium)

async function openBrowser(): Promise<void> {
  const policy = { target: 'chromium-linux', gatewayPort: lab.gatewayPort } as const
  policies.write(await administrator.policyFor({ ...policy, installKey: lab.secrets.installKey }))
  browser = await openPolicyChromium(lab.directory, policies.folder)
}

const startGateway = (verifiers = [lab.secrets.verifier]) =>
  lab.startGateway(config => ({
    ...config,
    sensor: { ...config.sensor, install: { verifiers } },
    updates: { directory: administrator.updatesDirectory },
  }))

async function visit(path: string): Promise<void> {
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}${path}`)
}

const untilStored = (path: string) =>
  until(lab.stored, events => events.some(event => event.path === path), limitMs)

test.beforeEach(async () => {
  lab = await openLaboratory()
  administrator = createAdministrator(lab.directory, lab.gatewayPort)
  policies = policyFolder(lab.directory)
  await administrator.publish('0.1.0')
})

test.afterEach(async () => {
  await browser.close()
  await lab.close()
})

test('policy files alone install, configure and enrol the sensor, and its user cannot take it away', async () => {
  await startGateway()
  const began = performance.now()
  await openBrowser()
  await until(view, seen => seen?.policy.state === 'ok', limitMs)
  await visit('/first')
  await untilStored('/first')
  const seconds = (performance.now() - began) / 1000
  console.log(`from the start of a fresh profile to the first stored page: ${seconds.toFixed(1)} s`)

  expect((await lab.stored()).map(event => event.type)).toContain('Install')
  const answers = await browser.withPage('chrome://extensions', page =>
    page.evaluate(async id => {
      const { management } = (globalThis as unknown as { chrome: { management: Management } }).chrome
      const said = (error: unknown) => (error instanceof Error ? error.message : String(error))
      const { mayDisable, enabled, installType } = await management.get(id)
      return {
        before: { mayDisable, enabled, installType },
        disabling: await management.setEnabled(id, false).then(() => 'done', said),
        removing: await management.uninstall(id, { showConfirmDialog: false }).then(() => 'done', said),
        after: (await management.get(id)).enabled,
      }
    }, administrator.ids.chromium),
  )
  expect(answers.before).toEqual({ mayDisable: false, enabled: true, installType: 'admin' })
  expect(answers.disabling).not.toBe('done')
  expect(answers.removing).not.toBe('done')
  expect(answers.after).toBe(true)
})

interface Management {
  get(id: string): Promise<{ mayDisable: boolean; enabled: boolean; installType: string }>
  setEnabled(id: string, enabled: boolean): Promise<void>
  uninstall(id: string, options: { showConfirmDialog: boolean }): Promise<void>
}

test('another gateway in the policy is followed without a restart, and the queue goes along', async () => {
  await startGateway()
  await openBrowser()
  await until(view, seen => seen?.policy.state === 'ok', limitMs)
  await visit('/at-the-first')
  await untilStored('/at-the-first')
  const { installKey } = lab.secrets

  // Nobody is there yet: what is recorded meanwhile waits.
  const port = await freePort()
  policies.write(await administrator.policyFor({ target: 'chromium-linux', gatewayPort: port, installKey }))
  await until(view, seen => seen?.gateway?.port === port, limitMs)
  await visit('/in-between')
  await until(view, seen => (seen?.queue.events ?? 0) > 0, limitMs)
  const other = gatewayConfigFor(lab.secrets, { port, directory: `${lab.directory}/other` })
  const second = await startGatewayProcess(lab.directory, other)
  const events = await until(
    () => lab.storedIn(`${lab.directory}/other/events`),
    stored => stored.some(event => event.path === '/in-between'),
    limitMs,
  )
  const sensors = new Set([...events, ...(await lab.stored())].map(event => event.sensor))
  expect(sensors.size).toBe(1)
  await second.kill()
})

test('a rotated install key: the old one is refused, the new one works, the sensor stays who it is', async () => {
  const { installKey, verifier } = lab.secrets
  const fresh = await makeInstallKey(installKey.group)
  const freshVerifier = await makeVerifier(fresh)
  let gateway = await startGateway()
  await openBrowser()
  await until(view, seen => seen?.policy.state === 'ok', limitMs)
  await visit('/with-the-old-key')
  await untilStored('/with-the-old-key')
  const dryRun = async (key: object) => {
    const response = await fetch(`http://127.0.0.1:${lab.gatewayPort}/install`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, label: 'forced', dryRun: true }),
    })
    return [response.status, ((await response.json()) as { code?: string }).code]
  }

  await gateway.stop()
  gateway = await startGateway([verifier, freshVerifier])
  expect([(await dryRun(installKey))[0], (await dryRun(fresh))[0]]).toEqual([200, 200])
  const policy = { target: 'chromium-linux', gatewayPort: lab.gatewayPort, installKey: fresh } as const
  policies.write(await administrator.policyFor(policy))
  await visit('/with-both')
  await untilStored('/with-both')
  await gateway.stop()
  await startGateway([freshVerifier])
  expect(await dryRun(installKey)).toEqual([403, 'KEY_REFUSED'])
  expect((await dryRun(fresh))[0]).toBe(200)
  await visit('/with-the-new-key')
  await untilStored('/with-the-new-key')

  const tested = await browser.withPage(
    `chrome-extension://${administrator.ids.chromium}/manifest.json`,
    page => page.evaluate("chrome.runtime.sendMessage({ ask: 'selftest' })"),
  )
  expect(tested).toMatchObject({ outcome: 'ok' })
  const seen = await until(view, now => now?.queue.events === 0, limitMs)
  const own = (await lab.stored()).filter(event => event.seq !== undefined)
  expect(new Set(own.map(event => event.sensor)).size).toBe(1)
  expect(own).toHaveLength(seen?.record.recordedTotal ?? 0)
})

interface LinuxPolicy {
  '3rdparty': { extensions: Record<string, Record<string, unknown>> }
}

test('values that are partly wrong, incomplete, gone and right again: each state shows, and nothing is lost', async () => {
  await startGateway()
  await openBrowser()
  await until(view, seen => seen?.policy.state === 'ok', limitMs)
  const { installKey } = lab.secrets
  const policy = { target: 'chromium-linux', gatewayPort: lab.gatewayPort, installKey } as const
  const good = (await administrator.policyFor(policy)) as LinuxPolicy
  const values = good['3rdparty'].extensions[administrator.ids.chromium] ?? {}
  const give = (managed: Record<string, unknown>) =>
    policies.write({ ...good, '3rdparty': { extensions: { [administrator.ids.chromium]: managed } } })

  const states = [
    { path: '/typo', managed: { ...values, flushIntervalMs: -5 }, state: 'ok', source: 'managed' },
    {
      path: '/no-label',
      managed: { ...values, api: { ...(values.api as object), port: 70_000 } },
      state: 'invalid',
      source: 'managed',
    },
    { path: '/gone', managed: {}, state: 'ok', source: 'cached' },
    { path: '/right', managed: { ...values, label: 'again' }, state: 'ok', source: 'managed' },
  ]
  for (const { path, managed, state, source } of states) {
    const before = (await view())?.policy
    give(managed)
    const seen = await until(view, now => JSON.stringify(now?.policy) !== JSON.stringify(before), limitMs)
    expect(seen?.policy).toMatchObject({ state, source })
    await visit(path)
  }
  await untilStored('/right')
  const stored = await lab.stored()
  for (const { path } of states) expect(stored.map(event => event.path)).toContain(path)
  const statuses = stored.filter(event => event.type === 'Status')
  expect(statuses.flatMap(event => event.policyProblems ?? [])).toEqual(
    expect.arrayContaining([expect.objectContaining({ path: 'flushIntervalMs' })]),
  )
  expect(statuses.map(event => event.policyState)).toContain('invalid')
  await until(view, now => now?.queue.events === 0, limitMs)
  const proof = createGapProof()
  for (const event of await lab.stored()) proof.add(event)
  expect(proof.report()).toMatchObject([{ complete: true, doubled: 0, conflicts: [] }])
})
