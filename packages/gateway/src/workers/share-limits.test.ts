import { gatewayLimits, makeInstallKey } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { testConfig } from '../testing/test-gateway.ts'
import { shareLimits } from './share-limits.ts'

async function config() {
  return await testConfig({ directory: '/nowhere', key: await makeInstallKey() })
}

test('a worker takes its part of what bounds the gateway, and all of what bounds a sensor', async () => {
  const whole = await config()
  const { limits, rates, flush } = shareLimits(whole, { of: 4 })
  expect(limits.connections).toBe(whole.limits.connections / 4)
  expect(limits.inFlightBytes).toBe(whole.limits.inFlightBytes / 4)
  expect(limits.inFlightBatches).toBe(whole.limits.inFlightBatches / 4)
  expect(rates.failedInstallsPerMinute).toBe(3)
  expect(rates.groupInstallBurst).toBe(whole.rates.groupInstallBurst / 4)
  expect(rates.sensorRequestsPerMinute).toBe(whole.rates.sensorRequestsPerMinute)
  expect(rates.sensorBytesPerDay).toBe(whole.rates.sensorBytesPerDay)
  expect(flush.uploadsPerSecond).toBe(whole.flush.uploadsPerSecond / 4)
  expect(limits.bodyBytes).toBe(gatewayLimits.parse({}).bodyBytes)
})

test('the only process takes everything, and the largest batch fits into any share', async () => {
  const whole = await config()
  const { limits, rates, flush } = whole
  expect(shareLimits(whole)).toEqual({ limits, rates, flush })
  expect(shareLimits(whole, { of: 64 }).limits.inFlightBytes).toBe(limits.inflatedBytes)
})
