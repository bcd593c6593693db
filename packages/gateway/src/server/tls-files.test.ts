import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAuthority, openssl, type Pair, type TestAuthority } from '../testing/test-certificates.ts'
import { startTestGateway } from '../testing/test-gateway.ts'
import { checkTlsFiles } from '../transport/check-tls-files.ts'

const directory = mkdtempSync(join(tmpdir(), 'weaklayer-keys-'))
afterAll(() => rmSync(directory, { recursive: true }))

const password = 'right horse, with spaces and Umlauts äöü'
const wrong = 'wrong horse'

/** How openssl encrypts a key, and what the file shows of it. */
const encryptions = {
  'RSA, PKCS#8': { algorithm: 'rsa', mark: 'BEGIN ENCRYPTED PRIVATE KEY', with: ['pkcs8', '-topk8'] },
  'RSA, PKCS#8 of old': {
    algorithm: 'rsa',
    mark: 'BEGIN ENCRYPTED PRIVATE KEY',
    with: ['pkcs8', '-topk8', '-v1', 'PBE-SHA1-3DES'],
  },
  'RSA, old PEM': {
    algorithm: 'rsa',
    mark: 'Proc-Type: 4,ENCRYPTED',
    with: ['rsa', '-aes256', '-traditional'],
  },
  'RSA, old PEM with 3DES': {
    algorithm: 'rsa',
    mark: 'Proc-Type: 4,ENCRYPTED',
    with: ['rsa', '-des3', '-traditional'],
  },
  'EC, PKCS#8': { algorithm: 'ec', mark: 'BEGIN ENCRYPTED PRIVATE KEY', with: ['pkcs8', '-topk8'] },
  'EC, old PEM': { algorithm: 'ec', mark: 'Proc-Type: 4,ENCRYPTED', with: ['ec', '-aes256'] },
} as const

let authority: TestAuthority
let pairs: Record<'rsa' | 'ec', Pair>
beforeAll(() => {
  authority = makeAuthority(directory)
  pairs = { rsa: authority.issue('rsa', { algorithm: 'rsa' }), ec: authority.issue('ec') }
})

interface Https extends Pair {
  password?: string
}

const statusOf = (port: number) =>
  new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, ca: readFileSync(authority.file), agent: false }
    get(options, answer => resolve(answer.resume().statusCode)).on('error', reject)
  })

/** The code that a start is refused with, which `config check` names too; both without the password. */
async function refusal(https: Https) {
  const gateway = await startTestGateway()
  const config = {
    ...gateway.config,
    sensor: { ...gateway.config.sensor, api: { ...gateway.config.sensor.api, https } },
  }
  const error = await startTestGateway({ api: { https } }).then(
    () => undefined,
    (thrown: Error & { code: string; todo: string }) => thrown,
  )
  const { problems } = await checkTlsFiles(config, Date.now())
  expect(problems).toEqual([{ path: expect.any(String), message: error?.message, todo: error?.todo }])
  expect(`${error?.message} ${error?.todo}`).not.toMatch(/horse|PRIVATE|MII/)
  return { code: error?.code, path: problems[0]?.path, message: error?.message }
}

test.each(Object.entries(encryptions))(
  'a key in %s: with its password, with another, with none',
  async (name, one) => {
    const { certificate, key: plain } = pairs[one.algorithm]
    const key = join(directory, `${name.replaceAll(/\W/g, '-')}.key`)
    openssl(...one.with, '-in', plain, '-out', key, '-passout', `pass:${password}`)
    expect(readFileSync(key, 'utf8')).toContain(one.mark)
    const gateway = await startTestGateway({ api: { https: { certificate, key, password } } })
    expect(await statusOf(gateway.port)).toBe(200)
    expect(gateway.log()).not.toContain('horse')
    const path = 'sensor.api.https.password'
    for (const given of [{ password: wrong }, { password: '' }, {}]) {
      expect(await refusal({ certificate, key, ...given })).toMatchObject({
        code: 'KEY_PASSWORD_WRONG',
        path,
      })
    }
  },
)

const others: [what: string, https: () => Https, refusal: { code: string; at: string }][] = [
  [
    'a key of another certificate',
    () => ({ ...pairs.rsa, key: pairs.ec.key }),
    { code: 'KEY_MISMATCH', at: 'key' },
  ],
  [
    'an expired pair',
    () => authority.issue('old', { days: -1 }),
    { code: 'CERTIFICATE_EXPIRED', at: 'certificate' },
  ],
  [
    'an RSA key of 1024 bits',
    () => authority.issue('weak', { algorithm: 'weak' }),
    { code: 'CERTIFICATE_REFUSED', at: 'certificate' },
  ],
  [
    'no certificate',
    () => ({ ...pairs.ec, certificate: '/nowhere.pem' }),
    { code: 'CERTIFICATE_UNREADABLE', at: 'certificate' },
  ],
  [
    'a key as certificate',
    () => ({ ...pairs.ec, certificate: pairs.ec.key }),
    { code: 'CERTIFICATE_UNREADABLE', at: 'certificate' },
  ],
  ['no key', () => ({ ...pairs.ec, key: '/nowhere.pem' }), { code: 'KEY_UNREADABLE', at: 'key' }],
  [
    'a certificate as key',
    () => ({ ...pairs.ec, key: pairs.ec.certificate }),
    { code: 'KEY_UNREADABLE', at: 'key' },
  ],
]

test.each(others)('%s is refused at a start and by a check', async (_what, https, { code, at }) => {
  expect(await refusal(https())).toMatchObject({ code, path: `sensor.api.https.${at}` })
})

test('a password for a key that needs none does no harm', async () => {
  const gateway = await startTestGateway({ api: { https: { ...pairs.ec, password } } })
  expect(await statusOf(gateway.port)).toBe(200)
})

test('a gateway without a limit for headers lets TLS take its time too', async () => {
  const gateway = await startTestGateway({ api: { https: pairs.ec }, limits: { headersTimeout: 0 } })
  expect(await statusOf(gateway.port)).toBe(200)
})
