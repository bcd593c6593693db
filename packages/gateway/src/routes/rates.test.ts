import { Writable } from 'node:stream'
import { makeInstallKey, makeVerifier } from '@weaklayer/wire'
import { expect, test } from 'vitest'
import {
  enrol,
  post,
  sendEvents,
  startTestGateway,
  type TestGateway,
  type TestOptions,
} from '../testing/test-gateway.ts'

/** A gateway whose clock moves only when a test says so. */
async function start(options: TestOptions = {}) {
  let nowMs = Date.now()
  const gateway = await startTestGateway({ now: () => nowMs, random: () => 0.5, ...options })
  return { gateway, move: (byMs: number) => (nowMs += byMs) }
}

const install = (gateway: TestGateway, key: unknown = gateway.key) =>
  post(`${gateway.url}/install`, { body: JSON.stringify({ key, label: 'x' }) })

/** Status and Retry-After. */
const said = async (answer: Promise<{ status: number; headers: Headers }>) => {
  const { status, headers } = await answer
  const wait = headers.get('retry-after')
  return wait === null ? [status] : [status, Number(wait)]
}

test('the eleventh failed install of a minute is refused, whatever was wrong with them', async () => {
  const { gateway, move } = await start()
  const wrong = await makeInstallKey(gateway.key.group)
  const damaged = { ...gateway.key, checksum: wrong.checksum }
  for (let round = 0; round < 4; round++) expect(await said(install(gateway, wrong))).toEqual([403])
  for (let round = 0; round < 3; round++) expect(await said(install(gateway, damaged))).toEqual([400])
  for (let round = 0; round < 3; round++) expect(await said(install(gateway, 'none'))).toEqual([400])
  for (const key of [wrong, damaged, 'none']) expect(await said(install(gateway, key))).toEqual([429, 6])
  move(5999)
  expect(await said(install(gateway, wrong))).toEqual([429, 1])
  move(1)
  expect(await said(install(gateway, wrong))).toEqual([403])
  expect(await said(install(gateway, wrong))).toEqual([429, 6])
})

test('after its failures an address still installs with a key that was accepted before', async () => {
  const { gateway } = await start({ rates: { failedInstallsPerMinute: 1 } })
  expect(await said(install(gateway))).toEqual([200])
  const wrong = await makeInstallKey(gateway.key.group)
  expect([await said(install(gateway, wrong)), await said(install(gateway, wrong))]).toEqual([
    [403],
    [429, 60],
  ])
  expect(await said(install(gateway))).toEqual([200])
  expect(await said(install(gateway, { ...gateway.key, checksum: wrong.checksum }))).toEqual([429, 60])
})

test('a right key that the gateway has not seen yet installs from an address that failed too often', async () => {
  const { gateway } = await start({ rates: { failedInstallsPerMinute: 1 } })
  const wrong = await makeInstallKey(gateway.key.group)
  expect(await said(install(gateway, wrong))).toEqual([403])
  expect(await said(install(gateway, wrong))).toEqual([429, 60])
  expect(await said(install(gateway))).toEqual([200])
})

test('tries at the same time count like tries one after the other', async () => {
  const first = await makeInstallKey()
  const { gateway } = await start({ key: first, verifiers: [await makeVerifier(first, { format: 'first' })] })
  const keys = await Promise.all(Array.from({ length: 40 }, () => makeInstallKey(first.group)))
  const answers = await Promise.all(keys.map(key => install(gateway, key)))
  expect(answers.filter(({ status }) => status === 403)).toHaveLength(10)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(30)
})

test('a good key that many sensors show at the same time fails for none of them', async () => {
  const key = await makeInstallKey()
  const { gateway } = await start({ key, verifiers: [await makeVerifier(key, { format: 'first' })] })
  const answers = await Promise.all(Array.from({ length: 100 }, () => install(gateway)))
  expect(answers.map(({ status }) => status)).toEqual(Array(100).fill(200))
})

test('installs of a group: the burst at once, then the rate; those who wait are spread over a minute', async () => {
  const { gateway, move } = await start({ rates: { groupInstallBurst: 3, groupInstallsPerMinute: 60 } })
  for (let round = 0; round < 3; round++) expect(await said(install(gateway))).toEqual([200])
  expect(await said(install(gateway))).toEqual([429, 31])
  move(999)
  expect((await install(gateway)).status).toBe(429)
  move(1)
  expect(await said(install(gateway))).toEqual([200])
  expect((await install(gateway)).status).toBe(429)
})

test('requests of a sensor: 600 at once, then 60 a minute; other sensors do not notice', async () => {
  const { gateway, move } = await start()
  const { token } = await enrol(gateway)
  const other = await enrol(gateway)
  const answers = await Promise.all(Array.from({ length: 600 }, () => sendEvents(gateway, token, [])))
  expect(answers.every(({ status }) => status === 200)).toBe(true)
  expect(await said(sendEvents(gateway, token, []))).toEqual([429, 1])
  expect(await said(sendEvents(gateway, other.token, []))).toEqual([200])
  move(1000)
  expect(await said(sendEvents(gateway, token, []))).toEqual([200])
  expect(await said(sendEvents(gateway, token, []))).toEqual([429, 1])
  move(600_000)
  expect(await said(sendEvents(gateway, token, []))).toEqual([200])
})

const mebi = 1_048_576
const body = (bytes: number) => '[]'.padEnd(bytes)

test('bytes of a sensor: as many as a day allows, counted inflated, then they come back evenly', async () => {
  const { gateway, move } = await start({ rates: { sensorBytesPerDay: mebi } })
  const { token } = await enrol(gateway)
  expect(await said(sendEvents(gateway, token, body(mebi - 10)))).toEqual([200])
  expect(await said(sendEvents(gateway, token, body(10)))).toEqual([200])
  expect((await sendEvents(gateway, token, body(2))).status).toBe(429)
  expect(await said(sendEvents(gateway, token, body(mebi / 2)))).toEqual([429, 43_200])
  move(43_199_000)
  expect(await said(sendEvents(gateway, token, body(mebi / 2)))).toEqual([429, 1])
  move(1000)
  expect(await said(sendEvents(gateway, token, body(mebi / 2)))).toEqual([200])
})

test('bytes that could not be stored do not count: they come again', async () => {
  let works = true
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(works ? null : new Error('gone')) })
  stdout.on('error', () => undefined)
  const { gateway } = await start({
    outputs: [{ type: 'stdout' }],
    stdout,
    rates: { sensorBytesPerDay: mebi },
  })
  const { token } = await enrol(gateway)
  works = false
  const full = `[{"type":"Note","time":1}]`.padEnd(mebi)
  for (let round = 0; round < 3; round++) expect((await sendEvents(gateway, token, full)).status).toBe(503)
})
