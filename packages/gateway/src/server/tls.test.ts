import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type SecureVersion } from 'node:tls'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { startTestGateway } from '../testing/test-gateway.ts'

let directory: string
const at = (name: string) => join(directory, name)
const openssl = (...options: string[]) => execFileSync('openssl', options, { cwd: directory, stdio: 'pipe' })

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weaklayer-tls-'))
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'key.pem',
    '-out',
    'cert.pem',
    '-days',
    '90',
    ...subject,
  )
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'soon.key',
    '-out',
    'soon.pem',
    '-days',
    '10',
    ...subject,
  )
  openssl('genrsa', '-out', 'other.pem', '2048')
  openssl('pkcs8', '-topk8', '-in', 'key.pem', '-out', 'pkcs8.pem', '-passout', 'pass:right horse')
  openssl(
    'rsa',
    '-in',
    'key.pem',
    '-aes256',
    '-traditional',
    '-out',
    'old.pem',
    '-passout',
    'pass:right horse',
  )
})
afterAll(() => rmSync(directory, { recursive: true }))

const start = (https: Record<string, string>, now?: () => number) =>
  startTestGateway({ api: { https }, ...(now && { now }) })

const statusOf = (port: number) =>
  new Promise<number | undefined>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, ca: readFileSync(at('cert.pem')) }
    request(options, response => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })

test.each([
  ['a plain key', 'key.pem', undefined],
  ['an encrypted PKCS#8 key', 'pkcs8.pem', 'right horse'],
  ['a key in the old PEM encryption', 'old.pem', 'right horse'],
])('serves HTTPS with %s', async (_what, key, password) => {
  const gateway = await start({ certificate: at('cert.pem'), key: at(key), ...(password && { password }) })
  expect(gateway.url).toMatch(/^https:/)
  expect(await statusOf(gateway.port)).toBe(200)
})

const refusals: [string, Record<string, string>, string][] = [
  ['a missing certificate', { certificate: 'nowhere.pem', key: 'key.pem' }, 'CERTIFICATE_UNREADABLE'],
  ['a key instead of the certificate', { certificate: 'key.pem', key: 'key.pem' }, 'CERTIFICATE_UNREADABLE'],
  ['a missing key', { certificate: 'cert.pem', key: 'nowhere.pem' }, 'KEY_UNREADABLE'],
  ['a certificate instead of the key', { certificate: 'cert.pem', key: 'cert.pem' }, 'KEY_UNREADABLE'],
  ['a key of another certificate', { certificate: 'cert.pem', key: 'other.pem' }, 'KEY_MISMATCH'],
  [
    'a wrong password',
    { certificate: 'cert.pem', key: 'pkcs8.pem', password: 'wrong horse' },
    'KEY_PASSWORD_WRONG',
  ],
  [
    'a wrong password of the old encryption',
    { certificate: 'cert.pem', key: 'old.pem', password: 'wrong horse' },
    'KEY_PASSWORD_WRONG',
  ],
  ['no password', { certificate: 'cert.pem', key: 'pkcs8.pem' }, 'KEY_PASSWORD_WRONG'],
  ['no password of the old encryption', { certificate: 'cert.pem', key: 'old.pem' }, 'KEY_PASSWORD_WRONG'],
]

test.each(refusals)(
  'refuses to start with %s',
  async (_what, { certificate = '', key = '', ...rest }, code) => {
    const starting = start({ certificate: at(certificate), key: at(key), ...rest })
    await expect(starting).rejects.toMatchObject({ code, todo: expect.stringMatching(/\w/) })
    await starting.catch((error: Error) => expect(error.message).not.toMatch(/horse|PRIVATE/))
  },
)

test('refuses an expired certificate and warns 14 days before', async () => {
  const https = { certificate: at('cert.pem'), key: at('key.pem') }
  await expect(start(https, () => Date.now() + 91 * 86_400_000)).rejects.toMatchObject({
    code: 'CERTIFICATE_EXPIRED',
  })
  const soon = await start({ certificate: at('soon.pem'), key: at('soon.key') })
  expect(soon.log()).toContain('the certificate expires soon')
  expect((await start(https)).log()).not.toContain('expires soon')
})

const handshake = (port: number, version: SecureVersion, ciphers?: string) =>
  new Promise<string>(resolve => {
    const socket = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      minVersion: version,
      maxVersion: version,
      ...(ciphers && { ciphers }),
    })
    socket
      .once('secureConnect', () => resolve(socket.getProtocol() ?? ''))
      .once('error', () => resolve('refused'))
    socket.once('close', () => socket.destroy()).once('secureConnect', () => socket.end())
  })

test('speaks TLS 1.2 and 1.3 with forward secrecy, and nothing older or weaker', async () => {
  const { port } = await start({ certificate: at('cert.pem'), key: at('key.pem') })
  expect(await handshake(port, 'TLSv1.3')).toBe('TLSv1.3')
  expect(await handshake(port, 'TLSv1.2')).toBe('TLSv1.2')
  const permissive = createServer({
    cert: readFileSync(at('cert.pem')),
    key: readFileSync(at('key.pem')),
    minVersion: 'TLSv1',
    ciphers: 'ALL@SECLEVEL=0',
  })
  await new Promise<void>(resolve => permissive.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void permissive.close())
  const weak: [SecureVersion, string][] = [
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA@SECLEVEL=0'],
    ['TLSv1.2', 'AES128-GCM-SHA256@SECLEVEL=0'],
    ['TLSv1.1', 'ALL@SECLEVEL=0'],
  ]
  for (const [version, ciphers] of weak) {
    // A probe that no server accepts would show nothing.
    expect(await handshake((permissive.address() as AddressInfo).port, version, ciphers)).toBe(version)
    expect(await handshake(port, version, ciphers)).toBe('refused')
  }
})
