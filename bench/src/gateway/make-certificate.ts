import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** Makes a certificate as servers usually have, for a day; openssl must be installed. */
export async function makeCertificate(directory: string): Promise<{ certificate: string; key: string }> {
  const certificate = join(directory, 'certificate.pem')
  const key = join(directory, 'key.pem')
  const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const pair = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc']
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-days', '1', '-keyout', key, '-out', certificate],
    ...names,
    ...pair,
  ])
  return { certificate, key }
}
