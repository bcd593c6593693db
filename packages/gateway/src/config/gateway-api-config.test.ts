import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { makeSecret, temporaryDirectory } from '../testing/test-gateway.ts'
import { loadGatewayConfig } from './load-gateway-config.ts'

async function load(api: Record<string, unknown>, environment: Record<string, string> = {}) {
  const file = join(await temporaryDirectory(), 'gateway.json')
  const verifiers = [await makeVerifier(await makeInstallKey())]
  const sensor = { api, token: { secrets: { current: makeSecret() } }, install: { verifiers } }
  await writeFile(file, JSON.stringify({ sensor, outputs: [{ type: 'stdout' }] }))
  const loaded = await loadGatewayConfig({ file, environment })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  return { api: loaded.config.sensor.api, warnings: loaded.warnings, file }
}

test('a path of an authority starts from the folder of the file', async () => {
  const https = { certificate: 'c.pem', key: 'k.pem', clientCertificates: { authority: '../a.pem' } }
  const { api, file } = await load({ https })
  expect(api.https?.clientCertificates?.authority).toBe(join(file, '../../a.pem'))
})

const lists = ['["10.0.0.1", "fd00::/8"]', '10.0.0.1 fd00::/8', '10.0.0.1,fd00::/8', '10.0.0.1\nfd00::/8\n']

test.each(lists)('the variable of trusted proxies may be %j', async text => {
  const { api } = await load({}, { WEAKLAYER_SENSOR_API_TRUSTEDPROXIES: text })
  expect(api.trustedProxies).toEqual(['10.0.0.1', 'fd00::/8'])
})

test('to trust everybody is warned about', async () => {
  const { warnings } = await load({ trustedProxies: ['10.0.0.1', '0.0.0.0/0', '::/0'] })
  expect(warnings).toEqual([
    expect.objectContaining({
      path: 'sensor.api.trustedProxies.1',
      message: expect.stringContaining('trusts everybody'),
    }),
    expect.objectContaining({ path: 'sensor.api.trustedProxies.2' }),
  ])
})
