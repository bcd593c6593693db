import { join } from 'node:path'
import { type Gateway, loadGatewayConfig, startGateway } from '@weaklayer/gateway'
import { makeProof, makeSensorKeyPair, publicJwk, type StoredEvent } from '@weaklayer/wire'
import { SignJWT } from 'jose'
import { expect, test } from 'playwright/test'
import { type Front, startFront } from '../support/front.ts'
import type { LabBrowser } from '../support/lab-browser.ts'
import { type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { gatewayConfigFor, makeTokenSecret, policyFor } from '../support/secrets.ts'

const monthMs = 29 * 86_400_000
let lab: Laboratory
let front: Front
const gateways: Gateway[] = []
let clockOffsetMs = 0

test.beforeEach(async () => {
  lab = await openLaboratory()
  clockOffsetMs = 0
  front = await startFront(await startInProcess(lab.secrets.tokenSecret))
})

test.afterEach(async () => {
  await front.close()
  for (const gateway of gateways.splice(0)) await gateway.close()
  await lab.close()
})

/** A gateway whose clock the test moves; each has its own event files. */
async function startInProcess(tokenSecret: string): Promise<number> {
  const directory = join(lab.directory, `gateway-${gateways.length}`)
  const config = gatewayConfigFor({ ...lab.secrets, tokenSecret }, { port: 0, directory })
  const text = JSON.stringify({ ...config, log: { level: 'error' } })
  const loaded = await loadGatewayConfig({ text })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  const gateway = await startGateway(loaded.config, { now: () => Date.now() + clockOffsetMs })
  gateways.push(gateway)
  return gateway.port
}

async function openBrowser(): Promise<LabBrowser> {
  return await lab.openBrowser({ policy: policyFor(lab.secrets, front.port) })
}

/** Visits a page and waits until everything is delivered; gives the sensor's id. */
async function deliver(browser: LabBrowser): Promise<string> {
  const page = await browser.context.newPage()
  const before = (await browser.view()).delivery.deliveredTotal
  await page.goto(`${lab.site.url}/page`)
  await browser.flush()
  const view = await until(
    browser.view,
    seen => seen.queue.events === 0 && seen.delivery.deliveredTotal > before,
    45_000,
  )
  await page.close()
  return view.sensor ?? ''
}

const installs = () => front.requests.filter(request => request.path === '/install').length

test('a sensor keeps its id after its token expired, though the clocks differ by a month', async () => {
  const browser = await openBrowser()
  const id = await deliver(browser)
  const before = installs()
  clockOffsetMs = monthMs
  expect(await deliver(browser)).toBe(id)
  expect(installs()).toBeGreaterThan(before)
})

test('the self-test names a clock that is a month off', async () => {
  clockOffsetMs = monthMs
  const result = await (await openBrowser()).selfTest()
  expect(result.outcome).toBe('clock_wrong')
  expect(Math.abs((result.clockSkewMs ?? 0) - monthMs)).toBeLessThan(60_000)
})

test('a sensor keeps its id after it lost its token', async () => {
  const browser = await openBrowser()
  const id = await deliver(browser)
  await browser.close()
  const before = installs()
  const again = await openBrowser()
  await again.forgetToken()
  expect(await deliver(again)).toBe(id)
  expect(installs()).toBeGreaterThan(before)
})

test('a sensor keeps its id when the token secret is replaced', async () => {
  const browser = await openBrowser()
  const id = await deliver(browser)
  const before = installs()
  front.target.port = await startInProcess(makeTokenSecret())
  expect(await deliver(browser)).toBe(id)
  expect(installs()).toBe(before + 1)
})

test('a sensor keeps its id when the answer of its installation is lost', async () => {
  let answersLost = 0
  front.decide = (_, path) => (path === '/install' && answersLost++ < 1 ? 'lose' : 'pass')
  const browser = await openBrowser()
  await until(
    async () => answersLost,
    count => count >= 1,
  )
  const id = await deliver(browser)
  expect(installs()).toBeGreaterThanOrEqual(2)
  const stored = await storedBy(0)
  expect(new Set(stored.map(event => event.sensor))).toEqual(new Set([id]))
})

test('a sensor keeps its id at another gateway, even before that knows its token', async () => {
  const browser = await openBrowser()
  const id = await deliver(browser)
  front.target.port = await startInProcess(lab.secrets.tokenSecret)
  expect(await deliver(browser)).toBe(id)
  expect(new Set((await storedBy(1)).map(event => event.sensor))).toEqual(new Set([id]))
})

test('whoever copies the install key, but has not the key pair, cannot get the id', async () => {
  const id = await deliver(await openBrowser())
  const victimProof = String(front.requests.find(request => request.path === '/install')?.headers.dpop)
  const attacker = await makeSensorKeyPair()
  const url = `http://127.0.0.1:${front.port}/install`
  const now = Math.floor(Date.now() / 1000)
  const ownProof = await makeProof(attacker, { method: 'POST', url, nowSeconds: now })
  const victimHeader = JSON.parse(Buffer.from(victimProof.split('.')[0] ?? '', 'base64url').toString())
  const borrowed = await new SignJWT({ htm: 'POST', htu: url, jti: 'x' })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: victimHeader.jwk })
    .setIssuedAt(now)
    .sign(attacker.privateKey)
  expect(victimHeader.jwk).not.toEqual(await publicJwk(attacker.publicKey))

  const own = await install(url, { dpop: ownProof })
  const without = await install(url, {})
  const stolen = await install(url, { dpop: borrowed })
  expect([own.status, without.status, stolen.status]).toEqual([200, 200, 401])
  expect([own.sensor, without.sensor]).not.toContain(id)
  expect(stolen.code).toBe('PROOF_INVALID')
})

async function install(url: string, headers: Record<string, string>) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ key: lab.secrets.installKey, label: 'copied' }),
  })
  const body = (await answer.json()) as { sensor?: string; code?: string }
  return { status: answer.status, ...body }
}

async function storedBy(gateway: number): Promise<StoredEvent[]> {
  return await lab.storedIn(join(lab.directory, `gateway-${gateway}`, 'events'))
}
