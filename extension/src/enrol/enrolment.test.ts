import { checkProof, exampleInstallKey, publicJwk, sensorId } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import { refusal } from '../delivery/gateway-for-tests.ts'
import { createRig, type Rig, testPolicy } from '../worker/rig-for-tests.ts'
import { renewalDelayMs } from './credentials.ts'
import { identityKey } from './identity.ts'
import { baseOf } from './install-request.ts'

const dayMs = 86_400_000
const installs = (rig: Rig) => rig.gateway.requests.filter(({ url }) => url.endsWith('/install'))
const events = (rig: Rig) => rig.gateway.requests.filter(({ url }) => url.endsWith('/events'))
const identityOf = (rig: Rig) => rig.journal.read(reader => reader.get(identityKey))
const visit = async (rig: Rig) => {
  rig.openFrame().report({ kind: 'Window' })
  await rig.clock.advance(200)
  await rig.flush()
}

test('enrolling sends key, label and person, with a proof of the sensor own key', async () => {
  const rig = await createRig({ managed: { ...testPolicy, device: 'laptop-7', user: 'alice' } })
  await rig.flush()
  const [install] = installs(rig)
  expect(JSON.parse(install?.body ?? '')).toEqual({
    key: exampleInstallKey,
    label: 'test',
    renewal: false,
    device: 'laptop-7',
    user: 'alice',
  })
  const check = await checkProof(install?.headers.DPoP ?? '', {
    method: 'POST',
    url: 'https://gateway.example:8443/install',
    nowSeconds: rig.clock.nowMs() / 1000,
  })
  expect(check.status).toBe('valid')
})

test('the sensor id is made from group and key, and the private key cannot be exported', async () => {
  const rig = await createRig()
  await rig.flush()
  const identity = await identityOf(rig)
  if (identity === undefined) throw new Error('no identity')
  const expected = await sensorId(exampleInstallKey.group, await publicJwk(identity.keys.publicKey))
  expect((await rig.view()).sensor).toBe(expected)
  await expect(crypto.subtle.exportKey('jwk', identity.keys.privateKey)).rejects.toThrow()
})

test('batches carry token and proof, and nothing else that names the sensor', async () => {
  const rig = await createRig()
  await rig.flush()
  const [batch] = events(rig)
  expect(Object.keys(batch?.headers ?? {}).sort()).toEqual([
    'Authorization',
    'Content-Encoding',
    'Content-Type',
    'DPoP',
  ])
  expect(batch?.headers).toMatchObject({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
})

test('the token is renewed between 65 and 85 % of its life, as a renewal', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.clock.jump(18 * dayMs)
  await visit(rig)
  expect(installs(rig)).toHaveLength(1)
  rig.clock.jump(6 * dayMs)
  await visit(rig)
  expect(installs(rig)).toHaveLength(2)
  expect(JSON.parse(installs(rig)[1]?.body ?? '')).toMatchObject({ renewal: true })
})

test.each([
  { random: 0, delayMs: 650 },
  { random: 0.5, delayMs: 750 },
  { random: 1, delayMs: 850 },
])('renewal of a life of 1,000 ms at luck $random is after $delayMs ms', ({ random, delayMs }) => {
  expect(renewalDelayMs(1000, random)).toBe(delayMs)
})

test('a renewal that fails leaves the old token in use', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.clock.jump(25 * dayMs)
  rig.gateway.script['/install'] = [refusal('KEY_REFUSED')]
  await visit(rig)
  expect(rig.gateway.stored.at(-1)?.event.type).toBe('Status')
  expect(await rig.queue()).toEqual([])
})

test('a renewal is asked for again when the gateway said, not before', async () => {
  const rig = await createRig()
  await rig.flush()
  rig.clock.jump(25 * dayMs)
  rig.gateway.script['/install'] = [refusal('OVERLOADED', { retryAfter: '3600' })]
  const before = installs(rig).length
  await visit(rig)
  rig.clock.jump(50 * 60_000)
  await visit(rig)
  expect(installs(rig).length).toBe(before + 1)
  rig.clock.jump(30 * 60_000)
  await visit(rig)
  expect(installs(rig).length).toBe(before + 2)
})

test('a wrong clock is corrected by the date of the gateway', async () => {
  const rig = await createRig()
  const date = new Date(rig.clock.nowMs() + 3 * dayMs).toUTCString()
  rig.gateway.tokens.clear()
  rig.gateway.script['/install'] = [refusal('CLOCK_SKEW', { date })]
  await visit(rig)
  const second = installs(rig).at(2)
  const proof = await checkProof(second?.headers.DPoP ?? '', {
    method: 'POST',
    url: second?.url ?? '',
    nowSeconds: (rig.clock.nowMs() + 3 * dayMs) / 1000,
  })
  expect(proof.status).toBe('valid')
  expect((await identityOf(rig))?.clockOffsetMs).toBe(Date.parse(date) - rig.clock.nowMs())
})

test('another gateway gets an enrolment of its own, and the same id', async () => {
  const rig = await createRig()
  await rig.flush()
  const { sensor } = await rig.view()
  rig.managed = { ...testPolicy, api: { ...testPolicy.api, hostname: 'other.example' } }
  await rig.sensor.managedChanged()
  await rig.flush()
  expect(installs(rig).map(({ url }) => new URL(url).hostname)).toEqual(['gateway.example', 'other.example'])
  expect((await rig.view()).sensor).toBe(sensor)
})

test.each([
  ['gateway.example', 'https://gateway.example:443'],
  ['::1', 'https://[::1]:443'],
  ['[::1]', 'https://[::1]:443'],
])('the gateway %s is at %s', (hostname, base) => {
  expect(baseOf({ protocol: 'https', hostname, port: 443 })).toBe(base)
})
