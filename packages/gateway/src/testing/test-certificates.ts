import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files. */
export interface Pair {
  certificate: string
  key: string
}

interface IssueOptions {
  /** Names and addresses, as in a certificate: `DNS:localhost`, `IP:127.0.0.1`. @default both of these */
  names?: string
  /** May be -1. @default 30 */
  days?: number
  algorithm?: keyof typeof newKeys
  use?: 'serverAuth' | 'clientAuth'
}

export interface TestAuthority {
  /** Its certificate, PEM file. */
  file: string
  issue(name: string, options?: IssueOptions): Pair
}

const newKeys = {
  ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
  rsa: ['rsa:2048'],
  weak: ['rsa:1024'],
}

export function openssl(...options: string[]): Buffer {
  return execFileSync('openssl', options, { stdio: 'pipe' })
}

/** Makes an authority with openssl. */
export function makeAuthority(directory: string, authority = 'authority', days = 30): TestAuthority {
  const at = (name: string) => join(directory, name)
  const own = { certificate: at(`${authority}.pem`), key: at(`${authority}.key`) }
  const request = (algorithm: keyof typeof newKeys, subject: string, ...rest: string[]) =>
    openssl('req', '-newkey', ...newKeys[algorithm], '-nodes', '-subj', `/CN=${subject}`, ...rest)
  const life = ['-days', `${days}`, '-addext', 'basicConstraints=critical,CA:TRUE']
  request('ec', `Test ${authority}`, '-x509', ...life, '-keyout', own.key, '-out', own.certificate)
  return {
    file: own.certificate,
    issue(
      name,
      { names = 'DNS:localhost,IP:127.0.0.1', days = 30, algorithm = 'ec', use = 'serverAuth' } = {},
    ) {
      const pair = { certificate: at(`${name}.pem`), key: at(`${name}.key`) }
      const [wish, extensions] = [at(`${name}.csr`), at(`${name}.ext`)]
      writeFileSync(extensions, `subjectAltName=${names}\nextendedKeyUsage=${use}\n`)
      request(algorithm, name, '-keyout', pair.key, '-out', wish)
      const by = ['-CA', own.certificate, '-CAkey', own.key, '-CAcreateserial', '-days', `${days}`]
      openssl('x509', '-req', '-in', wish, ...by, '-extfile', extensions, '-out', pair.certificate)
      return pair
    },
  }
}
