import { expect, test } from 'playwright/test'
import { browserKind } from '../support/browser-kind.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type GatewayConfigFile, type Laboratory, openLaboratory, until } from '../support/laboratory.ts'
import { policyFor } from '../support/secrets.ts'

/** What each browser says of a certificate whose issuer it does not know. */
const untrusted = {
  chromium: 'net::ERR_CERT_AUTHORITY_INVALID',
  firefox: 'Peer’s Certificate issuer is not recognized.',
}
let lab: Laboratory

test.beforeEach(async () => {
  lab = await openLaboratory()
})

test.afterEach(async () => {
  await lab.close()
})

function policy() {
  const base = policyFor(lab.secrets, lab.gatewayPort)
  return { ...base, api: { protocol: 'https', hostname: 'localhost', port: lab.gatewayPort } }
}

async function startHttpsGateway() {
  const certificates = makeCertificates(lab.directory)
  const https = { certificate: certificates.certificate, key: certificates.key }
  await lab.startGateway((config: GatewayConfigFile) => ({
    ...config,
    sensor: { ...config.sensor, api: { ...config.sensor.api, https } },
  }))
  return certificates
}

test('events arrive over HTTPS when the browser trusts the certificate', async () => {
  const trusted = await startHttpsGateway()
  const browser = await lab.openBrowser({
    policy: policy(),
    trusted,
  })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/over-https`)
  const events = await until(lab.stored, seen => seen.some(event => event.path === '/over-https'))
  expect(new Set(events.map(event => event.type))).toContain('Install')
  expect((await browser.selfTest()).outcome).toBe('ok')
  expect((await browser.view()).gateway).toMatchObject({ protocol: 'https', unencrypted: false })
})

test('an untrusted certificate is named by the self-test, and loses nothing', async () => {
  const trusted = await startHttpsGateway()
  const browser = await lab.openBrowser({ policy: policy() })
  const page = await browser.context.newPage()
  await page.goto(`${lab.site.url}/not-trusted-yet`)
  const result = await browser.selfTest()
  expect(result).toMatchObject({
    outcome: 'certificate_not_trusted',
    browserError: untrusted[browserKind()],
  })
  const waiting = (await browser.view()).queue.events
  expect(waiting).toBeGreaterThanOrEqual(3)
  expect(await lab.stored()).toEqual([])
  await browser.close()

  const trusting = await lab.openBrowser({
    policy: policy(),
    trusted,
  })
  await until(trusting.view, view => view.queue.events === 0 && view.delivery.deliveredTotal >= waiting)
  expect((await lab.stored()).filter(event => event.path === '/not-trusted-yet')).toHaveLength(1)
})
