import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import type { GatewayConfig } from '@weaklayer/wire'
import { startError, systemCode } from '../start-error.ts'
import { type ClientAuthority, readAuthority } from '../transport/client-authority.ts'
import { type TlsTerms, tlsTerms } from '../transport/tls-terms.ts'

/** What a TLS server is made with, and what others ask about it. */
export interface TlsMaterial extends TlsTerms {
  cert: string
  key: string
  /** Authorities of client certificates, PEM. */
  ca?: string
  requestCert?: true
  rejectUnauthorized?: boolean
  /** The gateway's own. */
  certificate: X509Certificate
  /** When it ends, milliseconds since 1970 UTC. */
  endsAtMs: number
  authority?: ClientAuthority
}

export type Https = NonNullable<GatewayConfig['sensor']['api']['https']>

/** The files as they are. */
export interface TlsFiles {
  cert: string
  key: string
  /** Of client certificates, where they are asked for. */
  authority?: string
}

/** @throws StartError CERTIFICATE_UNREADABLE, KEY_UNREADABLE, CLIENT_AUTHORITY_UNUSABLE */
export async function readTlsFiles(https: Https): Promise<TlsFiles> {
  const { clientCertificates: clients } = https
  return {
    cert: await readPem(https.certificate, 'CERTIFICATE_UNREADABLE'),
    key: await readPem(https.key, 'KEY_UNREADABLE'),
    ...(clients && { authority: await readPem(clients.authority, 'CLIENT_AUTHORITY_UNUSABLE') }),
  }
}

/**
 * Checks that certificate and key work together.
 * @throws StartError CERTIFICATE_UNREADABLE, CERTIFICATE_EXPIRED, CERTIFICATE_REFUSED, KEY_UNREADABLE, KEY_PASSWORD_WRONG,
 * KEY_MISMATCH, CLIENT_AUTHORITY_UNUSABLE
 */
export function makeTls(files: TlsFiles, https: Https, nowMs: number): TlsMaterial {
  const { cert } = files
  const certificate = readCertificate(cert, https.certificate)
  const key = readKey(files.key, https)
  if (!certificate.checkPrivateKey(key)) {
    throw startError('KEY_MISMATCH', `${https.key} is not the private key of ${https.certificate}`)
  }
  const endsAtMs = certificate.validToDate.getTime()
  if (endsAtMs <= nowMs) {
    throw startError('CERTIFICATE_EXPIRED', `${https.certificate} expired on ${certificate.validTo}`)
  }
  const plainKey = key.export({ type: 'pkcs8', format: 'pem' }).toString()
  const material = { cert, key: plainKey, ...tlsTerms, ...clientTerms(files, https, nowMs) }
  tryOut(material, https.certificate)
  return { ...material, certificate, endsAtMs }
}

function clientTerms({ authority: pem }: TlsFiles, { clientCertificates: clients }: Https, nowMs: number) {
  if (clients === undefined || pem === undefined) return {}
  const authority = readAuthority(pem, clients.authority, nowMs)
  const rejectUnauthorized = clients.mode === 'required'
  return { ca: authority.pem, requestCert: true as const, rejectUnauthorized, authority }
}

/** A server would refuse it later, and then it is too late to say so. */
function tryOut(material: TlsTerms & { cert: string; key: string }, file: string): void {
  try {
    createSecureContext(material)
  } catch (error) {
    const reason = (error as { reason?: string }).reason ?? systemCode(error)
    throw startError('CERTIFICATE_REFUSED', `TLS does not take ${file}: ${reason}`, error)
  }
}

type Unreadable = 'CERTIFICATE_UNREADABLE' | 'KEY_UNREADABLE' | 'CLIENT_AUTHORITY_UNUSABLE'

async function readPem(file: string, code: Unreadable): Promise<string> {
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
