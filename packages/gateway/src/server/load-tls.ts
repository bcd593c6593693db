import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { GatewayConfig } from '@weaklayer/wire'
import type { Logger } from 'pino'
import { startError, systemCode } from '../start-error.ts'

export interface TlsMaterial {
  cert: string
  key: string
  minVersion: 'TLSv1.2'
  ciphers: string
  honorCipherOrder: boolean
  /** When the certificate ends, milliseconds since 1970 UTC. */
  endsAtMs: number
}

/** Forward secrecy and authenticated encryption only. */
const ciphers = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

const warnBeforeMs = 14 * 86_400_000

export type Https = NonNullable<GatewayConfig['sensor']['api']['https']>

/** The files as they are. */
export interface TlsFiles {
  cert: string
  key: string
}

/** @throws StartError CERTIFICATE_UNREADABLE, KEY_UNREADABLE */
export async function readTlsFiles(https: Https): Promise<TlsFiles> {
  return {
    cert: await readPem(https.certificate, 'CERTIFICATE_UNREADABLE'),
    key: await readPem(https.key, 'KEY_UNREADABLE'),
  }
}

/**
 * Checks that certificate and key work together.
 * @throws StartError CERTIFICATE_UNREADABLE, CERTIFICATE_EXPIRED, KEY_UNREADABLE, KEY_PASSWORD_WRONG, KEY_MISMATCH
 */
export function makeTls(files: TlsFiles, https: Https, now: { nowMs: number; log: Logger }): TlsMaterial {
  const { cert } = files
  const certificate = readCertificate(cert, https.certificate)
  const key = readKey(files.key, https)
  if (!certificate.checkPrivateKey(key)) {
    throw startError('KEY_MISMATCH', `${https.key} is not the private key of ${https.certificate}`)
  }
  checkDates(certificate, https.certificate, now)
  const plainKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const endsAtMs = certificate.validToDate.getTime()
  return { cert, key: plainKey, minVersion: 'TLSv1.2', ciphers, honorCipherOrder: true, endsAtMs }
}

async function readPem(file: string, code: 'CERTIFICATE_UNREADABLE' | 'KEY_UNREADABLE'): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw startError(code, `cannot read ${file}: ${systemCode(error)}`, error)
  }
}

function readCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw startError('CERTIFICATE_UNREADABLE', `${file} holds no certificate in PEM form`, error)
  }
}

function readKey(pem: string, https: Https): KeyObject {
  try {
    // An empty password would make OpenSSL ask on the terminal for some formats.
    return createPrivateKey({ key: pem, ...(https.password && { passphrase: https.password }) })
  } catch (error) {
    if (!/ENCRYPTED/.test(pem)) {
      throw startError('KEY_UNREADABLE', `${https.key} holds no private key in PEM form`, error)
    }
    const fault = https.password ? 'the configured password does not open it' : 'no password is configured'
    throw startError('KEY_PASSWORD_WRONG', `${https.key} is encrypted, and ${fault}`, error)
  }
}

function checkDates(
  certificate: X509Certificate,
  file: string,
  { nowMs, log }: { nowMs: number; log: Logger },
) {
  const endsMs = certificate.validToDate.getTime()
  if (endsMs <= nowMs) throw startError('CERTIFICATE_EXPIRED', `${file} expired on ${certificate.validTo}`)
  if (endsMs - nowMs < warnBeforeMs) {
    log.warn({ file, ends: certificate.validToDate.toISOString() }, 'the certificate expires soon; renew it')
  }
  if (certificate.validFromDate.getTime() > nowMs) {
    log.warn({ file, begins: certificate.validFromDate.toISOString() }, 'the certificate is not valid yet')
  }
}
