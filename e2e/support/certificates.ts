import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TestCertificates {
  certificate: string
  key: string
  /** DER of the authority, base64, as Chromium's policy `CACertificates` wants it. */
  authority: string
  /** PEM of the authority, a file, as Firefox's policy `Certificates` wants it. */
  authorityFile: string
}

/** Makes an authority and a server certificate for localhost and 127.0.0.1 with openssl. */
export function makeCertificates(directory: string): TestCertificates {
  const file = (name: string) => join(directory, name)
  const openssl = (...options: string[]) => execFileSync('openssl', options, { stdio: 'pipe' })
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    '-days',
    '30',
    '-subj',
    '/CN=Test authority',
    '-addext',
    'basicConstraints=critical,CA:TRUE',
  )
  openssl(
    'req',
    ...newKey,
    '-keyout',
    file('server.key'),
    '-out',
    file('server.csr'),
    '-subj',
    '/CN=localhost',
  )
  writeFileSync(
    file('server.ext'),
    'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
  )
  openssl(
    'x509',
    '-req',
    '-in',
    file('server.csr'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    file('server.ext'),
    '-out',
    file('server.pem'),
  )
  const authority = readFileSync(file('ca.pem'), 'utf8').replaceAll(/-----[^-]+-----|\s/g, '')
  return {
    certificate: file('server.pem'),
    key: file('server.key'),
    authority,
    authorityFile: file('ca.pem'),
  }
}
