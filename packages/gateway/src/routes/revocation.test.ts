import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeInstallKey, makeSensorKeyPair } from '@weaklayer/wire'
import { expect, test, vi } from 'vitest'
import {
  enrol,
  makeSecret,
  post,
  sendEvents,
  startTestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'

/** Gateways with one key, one secret and one list file, as a fleet of them has. */
async function startFleet() {
  const key = await makeInstallKey()
  const token = { secrets: { current: makeSecret() } }
  const file = join(await temporaryDirectory(), 'revoked.yaml')
  await writeFile(file, 'entries: []')
  const start = () => startTestGateway({ key, token, revocation: { file, interval: '100ms' } })
  return { key, file, gateways: [await start(), await start()] as const }
}

test('a list file counts on every gateway without restart, for uploads and installs', async () => {
  const { key, file, gateways } = await startFleet()
  const [first, second] = gateways
  const lost = await enrol(first)
  const other = await enrol(first)
  for (const gateway of gateways) expect((await sendEvents(gateway, lost.token, [])).status).toBe(200)
  await writeFile(file, JSON.stringify({ entries: [{ sensor: lost.sensor, note: 'stolen' }] }))
  for (const gateway of gateways) {
    await vi.waitFor(async () =>
      expect((await sendEvents(gateway, lost.token, [])).body.code).toBe('SENSOR_REVOKED'),
    )
    expect((await sendEvents(gateway, other.token, [])).status).toBe(200)
    await expect(enrol(gateway, lost.pair)).rejects.toThrow('SENSOR_REVOKED')
  }
  await writeFile(file, JSON.stringify({ entries: [{ group: key.group }] }))
  await vi.waitFor(async () => expect((await sendEvents(second, other.token, [])).status).toBe(403))
  await expect(enrol(second)).rejects.toThrow('SENSOR_REVOKED')
})

test('tokens issued before a time end; a sensor that proves itself gets a new one with the same id', async () => {
  let nowMs = Date.now() - 120_000
  const pair = await makeSensorKeyPair()
  const key = await makeInstallKey()
  const token = { secrets: { current: makeSecret() } }
  const before = await startTestGateway({ key, token, now: () => nowMs })
  const first = await enrol(before, pair)
  nowMs = Date.now()
  const issuedBefore = new Date(nowMs - 60_000).toISOString()
  const after = await startTestGateway({ key, token, revocation: { entries: [{ issuedBefore }] } })
  expect(await sendEvents(after, first.token, [])).toMatchObject({
    status: 401,
    body: { code: 'TOKEN_EXPIRED' },
  })
  const second = await enrol(after, pair)
  expect(second.sensor).toBe(first.sensor)
  expect((await sendEvents(after, second.token, [])).status).toBe(200)
})

test('a first-generation sensor that was revoked gets no token for its old one', async () => {
  const key = await makeInstallKey()
  const token = { secrets: { current: makeSecret() } }
  const body = JSON.stringify({ key, label: 'x' })
  const before = await startTestGateway({ key, token })
  const { body: given } = await post(`${before.url}/install`, { body })
  const entries = [{ sensor: String(given.sensor) }]
  const after = await startTestGateway({ key, token, revocation: { entries } })
  const answer = await post(`${after.url}/install`, {
    headers: { authorization: `Bearer ${given.token}` },
    body,
  })
  expect(answer).toMatchObject({ status: 403, body: { code: 'SENSOR_REVOKED' } })
})
