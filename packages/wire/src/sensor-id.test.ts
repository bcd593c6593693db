import { calculateJwkThumbprint } from 'jose'
import { expect, test } from 'vitest'
import { makeSensorKeyPair, publicJwk } from './proof.ts'
import { sensorId } from './sensor-id.ts'

const group = '68886d61-572b-41a5-8edd-93a564fb5ba3'

/** The key of the examples in RFC 9449, section 4.1. */
const key = {
  kty: 'EC',
  crv: 'P-256',
  x: 'l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs',
  y: '9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA',
}

test('the id of a known key is fixed for ever', async () => {
  expect(await calculateJwkThumbprint(key, 'sha256')).toBe('0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I')
  expect(await sensorId(group, key)).toBe('ff7ee0b3-a303-8343-a75c-3ebdc4b4b0cf')
})

test('further members of the key change nothing', async () => {
  expect(await sensorId(group, { ...key, kid: 'x', use: 'sig' })).toBe(await sensorId(group, key))
})

test('another group gives another id', async () => {
  expect(await sensorId('68886d61-572b-41a5-8edd-93a564fb5ba4', key)).not.toBe(await sensorId(group, key))
})

test('an id is a UUID of version 8, stable for its key and different for another', async () => {
  const [one, other] = await Promise.all([makeSensorKeyPair(), makeSensorKeyPair()])
  const id = await sensorId(group, await publicJwk(one.publicKey))
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(await sensorId(group, await publicJwk(one.publicKey))).toBe(id)
  expect(await sensorId(group, await publicJwk(other.publicKey))).not.toBe(id)
})
