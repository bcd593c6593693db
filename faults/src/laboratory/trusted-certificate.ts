import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'

/** Paths of PEM files. */
export interface CertificateFiles {
  certificate: string
  key: string
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost'

/** Puts a new certificate of this machine in the place of another one; this process trusts it, and those before. */
export function placeCertificate(directory: string, name: string): CertificateFiles {
  const [certificate, key] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)]
  const drafts = ['-keyout', `${key}.new`, '-out', `${certificate}.new`]
  const kind = ['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=fault laboratory', '-addext', names]
  execFileSync('openssl', [...kind, ...drafts], { stdio: 'pipe' })
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(`${certificate}.new`, 'utf8')])
  renameSync(`${key}.new`, key)
  renameSync(`${certificate}.new`, certificate)
  return { certificate, key }
}

/** The serial number of the certificate that a port serves. */
export async function servedSerial(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject))
  const { serialNumber } = socket.getPeerCertificate()
  socket.destroy()
  return serialNumber
}
