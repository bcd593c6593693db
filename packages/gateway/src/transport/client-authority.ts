import { X509Certificate } from 'node:crypto'
import { startError } from '../start-error.ts'

/** Who vouches for client certificates. */
export interface ClientAuthority {
  pem: string
  /** When the last of its certificates ends, milliseconds since 1970 UTC. */
  endsAtMs: number
}

/**
 * Reads the authorities of a PEM file.
 * @throws StartError CLIENT_AUTHORITY_UNUSABLE where it holds none, or all of them have expired
 */
export function readAuthority(pem: string, file: string, nowMs: number): ClientAuthority {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  const ends = blocks.map(block => endOf(block, file))
  if (ends.length === 0) {
    throw startError('CLIENT_AUTHORITY_UNUSABLE', `${file} holds no certificate in PEM form`)
  }
  const endsAtMs = Math.max(...ends)
  if (endsAtMs <= nowMs) {
    const date = new Date(endsAtMs).toISOString()
    throw startError('CLIENT_AUTHORITY_UNUSABLE', `the authority in ${file} expired on ${date}`)
  }
  return { pem: blocks.join('\n'), endsAtMs }
}

function endOf(block: string, file: string): number {
  try {
    return new X509Certificate(block).validToDate.getTime()
  } catch (error) {
    throw startError('CLIENT_AUTHORITY_UNUSABLE', `${file} holds a damaged certificate`, error)
  }
}
