import { createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { linesOf, makeSecret, sendEvents, startTestGateway } from '../testing/test-gateway.ts'
import { createTokenCheck } from './check-token.ts'
import { issueToken } from './issue-token.ts'
import { createTokenKeys } from './token-keys.ts'

const secret = makeSecret()
const nowMs = 1_763_760_000_000
const nowSeconds = nowMs / 1000
const sensor = '2c028c4a-50c6-8d97-bb85-04bd6da18bc3'
const group = '97235229-5a58-4dd6-b9fd-4395f8b5f6bf'
const claims = { group, sensor, iat: nowSeconds, nbf: nowSeconds, exp: nowSeconds + 3600 }
const keys = createTokenKeys({ current: secret, past: [] })
const { kid } = keys.current
const header = { alg: 'HS256', typ: 'JWT', kid }

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const mac = (text: string, algorithm = 'sha256', key: Buffer | string = Buffer.from(secret, 'base64')) =>
  createHmac(algorithm, key).update(text).digest('base64url')
const signed = (head: unknown, body: unknown, key?: Buffer | string) => {
  const text = `${part(head)}.${part(body)}`
  const algorithm = JSON.stringify(head).includes('HS384')
    ? 'sha384'
    : JSON.stringify(head).includes('HS512')
      ? 'sha512'
      : 'sha256'
  return `${text}.${mac(text, algorithm, key)}`
}
const good = signed(header, claims)
const [goodHeader = '', goodClaims = '', goodMac = ''] = good.split('.')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const rsaText = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`
const rsaPublic = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()

const forged: Record<string, string> = {
  'no algorithm': `${part({ alg: 'none' })}.${part(claims)}.`,
  'no algorithm with a signature': `${part({ alg: 'none' })}.${goodClaims}.${goodMac}`,
  'None in other case': signed({ alg: 'nOnE', typ: 'JWT' }, claims),
  'no alg at all': signed({ typ: 'JWT' }, claims),
  'alg of another type': signed({ alg: ['HS256'], typ: 'JWT' }, claims),
  HS384: signed({ ...header, alg: 'HS384' }, claims),
  HS512: signed({ ...header, alg: 'HS512' }, claims),
  'hs256 in lower case': signed({ ...header, alg: 'hs256' }, claims),
  RS256: `${rsaText}.${sign('sha256', Buffer.from(rsaText), rsa.privateKey).toString('base64url')}`,
  'a public key as the secret': signed(header, claims, rsaPublic),
  'another secret': signed(header, claims, Buffer.from(makeSecret(), 'base64')),
  'the secret as text': signed(header, claims, secret),
  'an empty secret': signed(header, claims, ''),
  'an unknown kid': signed({ ...header, kid: 'other' }, claims),
  'a path as kid': signed({ ...header, kid: '../../dev/null' }, claims, ''),
  'SQL as kid': signed({ ...header, kid: "' OR 1=1" }, claims),
  '__proto__ as kid': signed({ ...header, kid: '__proto__' }, claims),
  'a number as kid': signed({ ...header, kid: 0 }, claims),
  'null as kid': signed({ ...header, kid: null }, claims),
  'an embedded key': signed({ ...header, jwk: { kty: 'oct', k: part(secret) } }, claims),
  'a key address': signed({ ...header, jku: 'http://127.0.0.1/keys' }, claims),
  'a certificate address': signed({ ...header, x5u: 'http://127.0.0.1/x' }, claims),
  'a critical extension': signed({ ...header, crit: ['exp'] }, claims),
  'an unencoded payload': signed({ ...header, b64: false, crit: ['b64'] }, claims),
  'a compressed payload': signed({ ...header, zip: 'DEF' }, claims),
  'another typ': signed({ ...header, typ: 'dpop+jwt' }, claims),
  'no exp': signed(header, { ...claims, exp: undefined }),
  'exp as text': signed(header, { ...claims, exp: String(claims.exp) }),
  'exp beyond numbers': signed(header, JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')),
  'no iat': signed(header, { ...claims, iat: undefined }),
  'not yet valid': signed(header, { ...claims, nbf: nowSeconds + 61 }),
  'issued in the future': signed(header, { ...claims, iat: nowSeconds + 61 }),
  'no sensor': signed(header, { ...claims, sensor: undefined }),
  'a path as sensor': signed(header, { ...claims, sensor: '../../etc/passwd' }),
  'a path as group': signed(header, { ...claims, group: '../dead-letter' }),
  'claims that are no object': signed(header, '[]'),
  'claims that are no JSON': signed(header, 'x'),
  'changed claims': `${goodHeader}.${part({ ...claims, group: sensor })}.${goodMac}`,
  'a changed header': `${part({ alg: 'HS256', typ: 'JWT' })}.${goodClaims}.${goodMac}`,
  'a cut signature': good.slice(0, -1),
  'no signature': `${goodHeader}.${goodClaims}.`,
  'an extra part': `${good}.${goodMac}`,
  'padding in a part': `${goodHeader}=.${goodClaims}.${goodMac}`,
  'more than 1 KiB': signed(header, { ...claims, extra: 'a'.repeat(1024) }),
}

test('the token that all forgeries start from is accepted', async () => {
  expect(await createTokenCheck(keys)(good, nowMs)).toMatchObject({
    status: 'valid',
    claims: { sensor, group },
  })
})

test('there are at least 40 forgeries', () => {
  expect(Object.keys(forged).length).toBeGreaterThanOrEqual(40)
})

test.each(Object.entries(forged))('refuses a token with %s', async (_what, token) => {
  const check = createTokenCheck(keys)
  expect(await check(token, nowMs)).toEqual({ status: 'invalid' })
  expect(await check(token, nowMs)).toEqual({ status: 'invalid' })
})

test('nothing of a forged token reaches the log or a file', async () => {
  const gateway = await startTestGateway({ token: { secrets: { current: secret } }, now: () => nowMs })
  for (const token of Object.values(forged).filter(one => !/[^\x21-\x7e]/.test(one))) {
    expect((await sendEvents(gateway, token, [])).status).toBe(401)
  }
  expect((await sendEvents(gateway, good, [{ type: 'Note', time: 1 }])).status).toBe(200)
  const log = gateway.log()
  expect(log).toContain('"status":401')
  for (const token of Object.values(forged)) {
    for (const piece of token.split('.').filter(one => one.length > 8)) expect(log).not.toContain(piece)
  }
  expect(linesOf(gateway.directory)).toHaveLength(1)
})

test('times are checked at every use of a remembered token, with 60 s of tolerance', async () => {
  const check = createTokenCheck(keys)
  const at = async (seconds: number) => (await check(good, seconds * 1000)).status
  expect(await at(claims.nbf - 60)).toBe('valid')
  expect(await at(claims.nbf - 61)).toBe('invalid')
  expect(await at(claims.exp + 60)).toBe('valid')
  expect(await at(claims.exp + 61)).toBe('expired')
})

test('a past secret is accepted with its kid and without any, and signs nothing', async () => {
  const rotated = createTokenKeys({ current: makeSecret(), past: [makeSecret(), secret] })
  const check = createTokenCheck(rotated)
  expect((await check(good, nowMs)).status).toBe('valid')
  expect((await check(signed({ alg: 'HS256', typ: 'JWT' }, claims), nowMs)).status).toBe('valid')
  expect((await check(signed({ alg: 'HS256' }, claims), nowMs)).status).toBe('valid')
  const issued = await issueToken(rotated, { group, sensor }, { nowMs, durationUs: 3_600_000_000 })
  expect(JSON.parse(Buffer.from(issued.token.split('.')[0] ?? '', 'base64url').toString())).toEqual({
    alg: 'HS256',
    typ: 'JWT',
    kid: rotated.current.kid,
  })
  expect((await createTokenCheck(keys)(issued.token, nowMs)).status).toBe('invalid')
})
