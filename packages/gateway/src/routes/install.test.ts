import {
  checkEvent,
  exampleInstallKey,
  exampleVerifier,
  installAnswer,
  makeInstallKey,
  makeSensorKeyPair,
  publicJwk,
  sensorId,
} from '@weaklayer/wire'
import { decodeJwt, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { loadGatewayConfig } from '../config/load-gateway-config.ts'
import { startGateway } from '../server/start-gateway.ts'
import {
  enrol,
  linesOf,
  makeSecret,
  post,
  proofFor,
  startTestGateway,
  type TestGateway,
  temporaryDirectory,
} from '../testing/test-gateway.ts'

const install = (
  gateway: TestGateway,
  extra: Record<string, unknown> = {},
  headers: Record<string, string> = {},
) =>
  post(`${gateway.url}/install`, {
    headers,
    body: JSON.stringify({ key: gateway.key, label: 'x', ...extra }),
  })

test('the answer matches the schema, is not cached, and its Install event is stored before', async () => {
  const gateway = await startTestGateway()
  const pair = await makeSensorKeyPair()
  const answer = await install(
    gateway,
    { device: 'laptop-7', user: 'ada' },
    { dpop: await proofFor(pair, '/install') },
  )
  expect(installAnswer.parse(answer.body)).toMatchObject({
    ack: 1,
    sensor: await sensorId(gateway.key.group, await publicJwk(pair.publicKey)),
  })
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('pragma')).toBe('no-cache')
  expect(decodeJwt(String(answer.body.token))).toMatchObject({
    group: gateway.key.group,
    cnf: { jkt: expect.any(String) },
  })
  const [event] = linesOf(gateway.directory)
  expect(event).toMatchObject({
    type: 'Install',
    sensor: answer.body.sensor,
    group: gateway.key.group,
    label: 'x',
    device: 'laptop-7',
    user: 'ada',
    isNewInstall: true,
    address: '127.0.0.1',
  })
  expect(checkEvent(event).status).toBe('valid')
})

test('the same key pair gets the same id from every gateway, for a renewal too, and another group another one', async () => {
  const pair = await makeSensorKeyPair()
  const first = await startTestGateway()
  const second = await startTestGateway({ key: first.key })
  const third = await startTestGateway()
  const { sensor } = await enrol(first, pair)
  expect((await enrol(second, pair)).sensor).toBe(sensor)
  expect((await enrol(third, pair)).sensor).not.toBe(sensor)
  await install(first, { renewal: true }, { dpop: await proofFor(pair, '/install') })
  expect(linesOf(first.directory).map(event => [event.sensor, event.isNewInstall])).toEqual([
    [sensor, true],
    [sensor, false],
  ])
})

test('a first-generation sensor keeps the id of its token, and gets a random one without', async () => {
  const gateway = await startTestGateway()
  const first = await install(gateway)
  expect(first.body.sensor).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  const again = await install(gateway, {}, { authorization: `Bearer ${first.body.token}` })
  expect(again.body.sensor).toBe(first.body.sensor)
  expect((await install(gateway)).body.sensor).not.toBe(first.body.sensor)
  expect(linesOf(gateway.directory).map(event => event.isNewInstall)).toEqual([true, false, true])
})

test("a token of another group gives no id, and a stolen bound token is not renewed without its key's proof", async () => {
  const secret = makeSecret()
  const gateway = await startTestGateway({ token: { secrets: { current: secret } } })
  const foreign = await startTestGateway({ token: { secrets: { current: secret } } })
  const stranger = await install(foreign)
  const moved = await install(gateway, {}, { authorization: `Bearer ${stranger.body.token}` })
  expect(moved.body.sensor).not.toBe(stranger.body.sensor)
  const bound = await enrol(gateway)
  const stolen = await install(gateway, {}, { authorization: `Bearer ${bound.token}` })
  expect([stolen.status, stolen.body.code]).toEqual([401, 'PROOF_INVALID'])
})

test('a dry run checks everything and leaves neither token nor event', async () => {
  const gateway = await startTestGateway()
  const pair = await makeSensorKeyPair()
  const answer = await install(gateway, { dryRun: true }, { dpop: await proofFor(pair, '/install') })
  expect(answer.body).toEqual({
    dryRun: true,
    sensor: await sensorId(gateway.key.group, await publicJwk(pair.publicKey)),
  })
  expect((await install(gateway, { dryRun: true })).body).toEqual({ dryRun: true })
  expect((await install(gateway, { dryRun: true, key: await makeInstallKey() })).status).toBe(403)
  expect(linesOf(gateway.directory)).toEqual([])
})

test('a proof for another address, another method or with a key off the curve is refused', async () => {
  const gateway = await startTestGateway()
  const pair = await makeSensorKeyPair()
  const off = { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }
  const forged = await new SignJWT({ htm: 'POST', htu: '/install', jti: 'x' })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: off })
    .setIssuedAt()
    .sign(pair.privateKey)
  for (const dpop of [await proofFor(pair, '/events'), 'x', forged]) {
    const answer = await install(gateway, {}, { dpop })
    expect([answer.status, answer.body.code]).toEqual([401, 'PROOF_INVALID'])
  }
  expect(linesOf(gateway.directory)).toEqual([])
})

test('a proof that is more than a day off names the gateway time in Date', async () => {
  const nowMs = Date.now() + 3 * 86_400_000
  const gateway = await startTestGateway({ now: () => nowMs })
  const answer = await install(gateway, {}, { dpop: await proofFor(await makeSensorKeyPair(), '/install') })
  expect(answer.body.code).toBe('CLOCK_SKEW')
  expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - nowMs)).toBeLessThan(1000)
})

const unreadable: [string, (gateway: TestGateway) => unknown][] = [
  ['no key', () => ({ label: 'x' })],
  ['no label', gateway => ({ key: gateway.key })],
  ['a short secret', gateway => ({ key: { ...gateway.key, secret: 'AAAA' }, label: 'x' })],
  ['a list', () => []],
  ['a group that is a path', gateway => ({ key: { ...gateway.key, group: '../x' }, label: 'x' })],
]

test.each(unreadable)('answers 400 to %s and never says which part was wrong', async (_what, body) => {
  const gateway = await startTestGateway()
  const answer = await post(`${gateway.url}/install`, { body: JSON.stringify(body(gateway)) })
  expect([answer.status, answer.body.code]).toEqual([400, 'KEY_INVALID'])
  expect(answer.body.message).toBe('the body is not an install request with an intact install key')
})

test('a body of 8 KiB is read, one byte more is not', async () => {
  const gateway = await startTestGateway()
  const body = JSON.stringify({ key: gateway.key, label: 'x' }).padEnd(8192, ' ')
  expect((await post(`${gateway.url}/install`, { body })).status).toBe(200)
  expect((await post(`${gateway.url}/install`, { body: `${body} ` })).body.code).toBe('BODY_TOO_LARGE')
})

test("the first Weaklayer's configuration, key and token are accepted unchanged", async () => {
  const directory = await temporaryDirectory()
  const secret = makeSecret()
  const text = `
sensor:
  api: {host: localhost, port: 0}
  token:
    duration: 2419200000000
    secrets: {current: ${secret}, past: []}
  install:
    verifiers:
      - {group: ${exampleVerifier.group}, salt: ${exampleVerifier.salt}, hash: ${exampleVerifier.hash}, checksum: ${exampleVerifier.checksum}}
outputs:
  - {type: filesystem, directory: ${directory}, age: 300000000, size: 100000000}
`
  const loaded = await loadGatewayConfig({ text })
  if (loaded.status === 'invalid') throw new Error(JSON.stringify(loaded.problems))
  const gateway = await startGateway(loaded.config)
  const sensor = crypto.randomUUID()
  const oldToken = await new SignJWT({ group: exampleVerifier.group, sensor })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime('28d')
    .sign(Buffer.from(secret, 'base64'))
  const installed = await post(`${gateway.url}/install`, {
    headers: { authorization: `Bearer ${oldToken}` },
    body: JSON.stringify({ key: exampleInstallKey, label: 'first' }),
  })
  expect(installed.body.sensor).toBe(sensor)
  const batch = [
    { type: 'Window', time: 1_600_000_000_000_000, isTopLevelWindow: true, topLevelWindowReference: 0 },
  ]
  const sent = await post(`${gateway.url}/events`, {
    headers: { authorization: `Bearer ${oldToken}` },
    body: JSON.stringify(batch),
  })
  expect(sent.body).toEqual({ ack: null, accepted: 1, rejected: [], flushAfterMs: expect.any(Number) })
  await gateway.close()
  expect(linesOf(directory)).toHaveLength(2)
})
