import { expect, test } from 'vitest'
import { enrol, makeSecret, sendEvents, startTestGateway } from '../testing/test-gateway.ts'
import { checkWhileSecretsLast } from './check-while-secrets-last.ts'
import { issueToken } from './issue-token.ts'
import { createTokenKeys } from './token-keys.ts'

const nowMs = 1_763_760_000_000
const subject = { group: crypto.randomUUID(), sensor: crypto.randomUUID() }
const tokenOf = async (secret: string) =>
  (
    await issueToken(createTokenKeys({ current: secret, past: [] }), subject, {
      nowMs,
      durationUs: 3_600_000_000,
    })
  ).token

test('a past secret accepts nothing after its end, remembered or not, and the others go on', async () => {
  const [current, first, second, endless] = [makeSecret(), makeSecret(), makeSecret(), makeSecret()]
  const check = checkWhileSecretsLast({
    current,
    past: [
      { secret: first, notAfter: (nowMs + 1000) * 1000 },
      { secret: second, notAfter: (nowMs + 2000) * 1000 },
      endless,
    ],
  })
  const tokens = await Promise.all([current, first, second, endless].map(tokenOf))
  const statusesAt = async (atMs: number) =>
    (await Promise.all(tokens.map(token => check(token, atMs)))).map(({ status }) => status)
  expect(await statusesAt(nowMs + 1000)).toEqual(['valid', 'valid', 'valid', 'valid'])
  expect(await statusesAt(nowMs + 1001)).toEqual(['valid', 'invalid', 'valid', 'valid'])
  expect(await statusesAt(nowMs + 2001)).toEqual(['valid', 'invalid', 'invalid', 'valid'])
})

test('a gateway refuses tokens of an ended secret without a reload, and the sensor keeps its id', async () => {
  const [old, fresh] = [makeSecret(), makeSecret()]
  const before = await startTestGateway({ token: { secrets: { current: old } } })
  const sensor = await enrol(before)
  let now = Date.now()
  const notAfter = new Date(now + 60_000).toISOString()
  const after = await startTestGateway({
    key: before.key,
    token: { secrets: { current: fresh, past: [{ secret: old, notAfter }] } },
    now: () => now,
  })
  expect((await sendEvents(after, sensor.token, [])).status).toBe(200)
  now += 60_001
  expect(await sendEvents(after, sensor.token, [])).toMatchObject({
    status: 401,
    body: { code: 'TOKEN_INVALID' },
  })
  expect((await enrol(after, sensor.pair)).sensor).toBe(sensor.sensor)
})
