import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAuthority } from '../testing/test-certificates.ts'
import { redirectTarget } from './redirect-target.ts'

const directory = mkdtempSync(join(tmpdir(), 'weaklayer-redirect-'))
afterAll(() => rmSync(directory, { recursive: true }))

let certificate: X509Certificate
beforeAll(() => {
  const names = 'DNS:gateway.example.com,DNS:*.wild.example.com,IP:192.0.2.7,IP:2001:db8::7'
  const { certificate: file } = makeAuthority(directory).issue('gateway', { names })
  certificate = new X509Certificate(readFileSync(file))
})

const targets: [host: string | undefined, path: string, target: string | undefined][] = [
  ['gateway.example.com', '/', 'https://gateway.example.com:8443/'],
  ['GATEWAY.example.com:80', '/a?b=c', 'https://gateway.example.com:8443/a?b=c'],
  ['one.wild.example.com', '/', 'https://one.wild.example.com:8443/'],
  ['192.0.2.7:8080', '/', 'https://192.0.2.7:8443/'],
  ['[2001:db8::7]:80', '/', 'https://[2001:db8::7]:8443/'],
  ['gateway.example.com', '//evil.test/', 'https://gateway.example.com:8443//evil.test/'],
  ['gateway.example.com', '/\\evil.test', 'https://gateway.example.com:8443//evil.test'],
  ['gateway.example.com', '/@evil.test', 'https://gateway.example.com:8443/@evil.test'],
  ['gateway.example.com', 'http://evil.test/', undefined],
  ['gateway.example.com', '@evil.test/', undefined],
  ['gateway.example.com', '.evil.test/', undefined],
  ['gateway.example.com', '*', undefined],
  ['evil.test', '/', undefined],
  ['gateway.example.com.evil.test', '/', undefined],
  ['evil.test/gateway.example.com', '/', undefined],
  ['gateway.example.com@evil.test', '/', undefined],
  ['gateway.example.com:evil', '/', undefined],
  ['gateway.example.com, evil.test', '/', undefined],
  ['192.0.2.8', '/', undefined],
  ['[2001:db8::8]', '/', undefined],
  ['*.wild.example.com', '/', undefined],
  ['', '/', undefined],
  [undefined, '/', undefined],
]

test.each(targets)('host %j with path %j goes to %j', (host, path, target) => {
  expect(redirectTarget({ host, path }, { certificate, httpsPort: 8443 })).toBe(target)
})

test("https's own port is not shown", () => {
  const wanted = { host: 'gateway.example.com:80', path: '/' }
  expect(redirectTarget(wanted, { certificate, httpsPort: 443 })).toBe('https://gateway.example.com/')
})

test('nobody is sent anywhere but to a name of the certificate', () => {
  const host = fc.oneof(fc.string(), fc.domain(), fc.constant('gateway.example.com'))
  let sent = 0
  fc.assert(
    fc.property(
      host,
      fc.oneof(
        fc.string(),
        fc.string().map(text => `/${text}`),
      ),
      (name, path) => {
        const target = redirectTarget({ host: name, path }, { certificate, httpsPort: 8443 })
        if (target === undefined) return
        sent++
        expect(target.startsWith('https://gateway.example.com:8443/')).toBe(true)
        expect(target).toMatch(/^[\x21-\x7e]+$/)
      },
    ),
    { seed: 20_261_122, numRuns: 3000 },
  )
  expect(sent).toBeGreaterThan(200)
})
