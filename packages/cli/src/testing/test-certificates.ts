import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paths of PEM files. */
export interface ServerFiles {
  certificate: string
  key: string
}

export interface TestAuthority {
  /** Its certificate, PEM file. */
  file: string
  /** Makes a certificate for names, without any for gateway.test as common name only; `days` may be -1. */
  issue: (name: string, hosts: readonly string[], days?: number) => ServerFiles
  /** Makes a certificate that nobody else signed. */
  selfSigned: (name: string, hosts: readonly string[]) => ServerFiles
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

/** Makes an authority with openssl. */
export function makeAuthority(directory: string): TestAuthority {
  const file = (name: string) => join(directory, name)
  const openssl = (...options: string[]) => execFileSync('openssl', options, { stdio: 'pipe' })
  const constraint = ['-addext', 'basicConstraints=critical,CA:TRUE']
  const ca = ['-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '30', ...constraint]
  openssl('req', '-x509', ...newKey, ...ca, '-subj', '/O=Example Works/CN=Test authority')
  const names = (hosts: readonly string[]) => `subjectAltName=${hosts.map(host => `DNS:${host}`).join(',')}`
  const filesOf = (name: string) => ({ certificate: file(`${name}.pem`), key: file(`${name}.key`) })
  return {
    file: file('ca.pem'),
    issue(name, hosts, days = 30) {
      const { certificate, key } = filesOf(name)
      const alternative = hosts.length === 0 ? '' : `${names(hosts)}\n`
      writeFileSync(file(`${name}.ext`), `${alternative}extendedKeyUsage=serverAuth\n`)
      openssl(
        'req',
        ...newKey,
        '-keyout',
        key,
        '-out',
        file(`${name}.csr`),
        '-subj',
        `/CN=${hosts[0] ?? 'gateway.test'}`,
      )
      const by = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', `${days}`]
      const extensions = ['-extfile', file(`${name}.ext`)]
      openssl('x509', '-req', '-in', file(`${name}.csr`), ...by, ...extensions, '-out', certificate)
      return { certificate, key }
    },
    selfSigned(name, hosts) {
      const { certificate, key } = filesOf(name)
      const subject = ['-subj', `/CN=${hosts[0]}`, '-addext', names(hosts), '-days', '30']
      openssl('req', '-x509', ...newKey, '-keyout', key, '-out', certificate, ...subject)
      return { certificate, key }
    },
  }
}
