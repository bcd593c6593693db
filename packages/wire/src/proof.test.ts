import fc from 'fast-check'
import { exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  checkProof,
  makeProof,
  makeSensorKeyPair,
  proofWindowSeconds,
  publicJwk,
  type SensorKeyPair,
} from './proof.ts'

const nowSeconds = 1_763_760_000
const request = { method: 'POST', url: 'https://gateway.example.com/install', nowSeconds }
const day = 86_400

let pair: SensorKeyPair
let proof: string
beforeAll(async () => {
  pair = await makeSensorKeyPair()
  proof = await makeProof(pair, request)
})

test("a sensor's private key cannot be exported", async () => {
  await expect(crypto.subtle.exportKey('jwk', pair.privateKey)).rejects.toThrow()
})

test('a fresh proof is valid and names the key that made it', async () => {
  expect(await checkProof(proof, request)).toEqual({
    status: 'valid',
    publicKey: await publicJwk(pair.publicKey),
    thumbprint: expect.stringMatching(/^[\w-]{43}$/),
  })
})

const samePath = [
  '/install',
  'http://10.0.0.7:8080/install',
  '/install?x=1',
  'https://other.example/install#x',
]

test.each(samePath)('a gateway that sees the request as %s accepts it', async url => {
  expect(await checkProof(proof, { ...request, url })).toMatchObject({ status: 'valid' })
})

test('htu carries neither query nor fragment', async () => {
  const made = await makeProof(pair, { ...request, url: `${request.url}?secret=1#part` })
  const payload = JSON.parse(atob((made.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
  expect(payload.htu).toBe(request.url)
})

describe('clock', () => {
  const offsets = [
    [0, 'valid'],
    [proofWindowSeconds, 'valid'],
    [-proofWindowSeconds, 'valid'],
    [proofWindowSeconds + 1, 'clock_skew'],
    [-proofWindowSeconds - 1, 'clock_skew'],
    [3650 * day, 'clock_skew'],
    [-3650 * day, 'clock_skew'],
  ] as const

  test.each(offsets)('a gateway that is %i s ahead of the sensor says %s', async (offset, status) => {
    const check = await checkProof(proof, { ...request, nowSeconds: nowSeconds + offset })
    expect(check).toMatchObject(status === 'valid' ? { status } : { status, offsetSeconds: offset })
  })

  test('the offset that the answer names makes the next proof valid', async () => {
    const gatewayNow = nowSeconds + 400 * day
    const check = await checkProof(proof, { ...request, nowSeconds: gatewayNow })
    const offsetSeconds = check.status === 'clock_skew' ? check.offsetSeconds : 0
    const again = await makeProof(pair, { ...request, nowSeconds: nowSeconds + offsetSeconds })
    expect(await checkProof(again, { ...request, nowSeconds: gatewayNow })).toMatchObject({ status: 'valid' })
  })

  test('nbf and exp, which a proof does not have, decide nothing', async () => {
    const made = await proofWith({ payload: { nbf: nowSeconds + 900 * day, exp: 1 } })
    expect(await checkProof(made, request)).toMatchObject({ status: 'valid' })
  })
})

interface Changed {
  header?: Record<string, unknown>
  payload?: Record<string, unknown>
  drop?: string
}

/** A correctly signed proof with other parts. */
async function proofWith({ header = {}, payload = {}, drop = '' }: Changed): Promise<string> {
  const claims = { htm: 'POST', htu: request.url, jti: 'x', iat: nowSeconds, ...payload }
  const kept = Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== drop))
  const full = { alg: 'ES256', typ: 'dpop+jwt', jwk: await publicJwk(pair.publicKey), ...header }
  return await new SignJWT(kept).setProtectedHeader(full as JWTHeaderParameters).sign(pair.privateKey)
}

describe('a proof is refused', () => {
  const changes: [what: string, changed: Changed, message: RegExp][] = [
    ['for another method', { payload: { htm: 'GET' } }, /htm/],
    ['for a method in lower case', { payload: { htm: 'post' } }, /htm/],
    ['for another path', { payload: { htu: 'https://gateway.example.com/events' } }, /htu/],
    ['with htu that is no text', { payload: { htu: 7 } }, /htu/],
    ['without htm', { drop: 'htm' }, /htm/],
    ['without htu', { drop: 'htu' }, /htu/],
    ['without jti', { drop: 'jti' }, /jti/],
    ['without iat', { drop: 'iat' }, /iat/],
    ['of another typ', { header: { typ: 'JWT' } }, /verifies/],
    ['without typ', { header: { typ: undefined } }, /verifies/],
    ['without key', { header: { jwk: undefined } }, /verifies/],
    ['with a key that is no object', { header: { jwk: 'x' } }, /verifies/],
    [
      'with a point that is not on the curve',
      { header: { jwk: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) } } },
      /verifies/,
    ],
  ]

  test.each(changes)('%s', async (_what, changed, message) => {
    const check = await checkProof(await proofWith(changed), request)
    expect(check).toEqual({ status: 'invalid', message: expect.stringMatching(message) })
  })

  test('so the unchanged one of the same maker is accepted', async () => {
    expect(await checkProof(await proofWith({}), request)).toMatchObject({ status: 'valid' })
  })

  const invalid = { status: 'invalid', message: 'it is not a proof that verifies' }

  test('with iat that is no number or infinite', async () => {
    const [head] = (await proofWith({})).split('.')
    const sign = async (payload: string) => {
      const body = btoa(payload).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
      const bytes = new TextEncoder().encode(`${head}.${body}`)
      const made = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)
      const text = btoa(String.fromCharCode(...new Uint8Array(made)))
      return `${head}.${body}.${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
    }
    const claims = `"htm":"POST","htu":"${request.url}","jti":"x"`
    expect(await checkProof(await sign(`{${claims},"iat":1e400}`), request)).toMatchObject({
      message: 'iat is missing',
    })
    expect(await checkProof(await sign(`{${claims},"iat":"${nowSeconds}"}`), request)).toMatchObject({
      status: 'invalid',
    })
    expect(await checkProof(await sign(`{${claims},"iat":${nowSeconds}}`), request)).toMatchObject({
      status: 'valid',
    })
    expect(await checkProof(await sign('[]'), request)).toEqual(invalid)
  })

  test('with the key of somebody else', async () => {
    const other = await makeSensorKeyPair()
    const made = await proofWith({ header: { jwk: await publicJwk(other.publicKey) } })
    expect(await checkProof(made, request)).toEqual(invalid)
  })

  test('with private key material in its header', async () => {
    const own = await generateKeyPair('ES256', { extractable: true })
    const jwk = await exportJWK(own.privateKey)
    const made = await new SignJWT({ htm: 'POST', htu: request.url, jti: 'x' })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(nowSeconds)
      .sign(own.privateKey)
    expect(jwk.d).toBeDefined()
    expect(await checkProof(made, request)).toEqual(invalid)
  })

  test.each(['ES384', 'RS256', 'HS256', 'none'])('signed with %s', async alg => {
    expect(await checkProof(await foreignProof(alg), request)).toEqual(invalid)
  })

  test('with a second spelling of its key, which would have another thumbprint', async () => {
    const jwk = await publicJwk(pair.publicKey)
    const last = jwk.x?.at(-1) ?? ''
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const x = `${jwk.x?.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`
    expect(await checkProof(await proofWith({ header: { jwk: { ...jwk, x } } }), request)).toEqual(invalid)
  })

  test('that is huge, without reading it', async () => {
    const made = await proofWith({ payload: { padding: 'x'.repeat(5000) } })
    expect(await checkProof(made, request)).toEqual({
      status: 'invalid',
      message: expect.stringContaining('4096'),
    })
    expect(await checkProof('a'.repeat(10_000_000), request)).toMatchObject({ status: 'invalid' })
  })

  test('with any one character changed', async () => {
    const property = fc.asyncProperty(
      fc.nat(proof.length - 1),
      fc.constantFrom('A', 'B', '.', '-', 'é'),
      async (at, character) => {
        // The last character carries bits that base64url does not use.
        fc.pre(proof[at] !== character && at < proof.length - 1)
        const changed = proof.slice(0, at) + character + proof.slice(at + 1)
        expect((await checkProof(changed, request)).status).toBe('invalid')
      },
    )
    await fc.assert(property)
  })

  test('of any other text', async () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[\w-]*\.[\w-]*\.[\w-]*$/))
    await fc.assert(
      fc.asyncProperty(text, async other => {
        expect((await checkProof(other, request)).status).toBe('invalid')
      }),
    )
  })
})

async function foreignProof(alg: string): Promise<string> {
  const claims = new SignJWT({ htm: 'POST', htu: request.url, jti: 'x' }).setIssuedAt(nowSeconds)
  if (alg === 'none') {
    const encode = (value: unknown) => btoa(JSON.stringify(value)).replaceAll('=', '')
    const header = { alg, typ: 'dpop+jwt', jwk: await publicJwk(pair.publicKey) }
    return `${encode(header)}.${encode({ htm: 'POST', htu: request.url, jti: 'x', iat: nowSeconds })}.`
  }
  if (alg === 'HS256') {
    const jwk = { kty: 'oct', k: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U' }
    return await claims.setProtectedHeader({ alg, typ: 'dpop+jwt', jwk }).sign(new Uint8Array(32))
  }
  const own = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(own.publicKey)
  return await claims.setProtectedHeader({ alg, typ: 'dpop+jwt', jwk }).sign(own.privateKey)
}
