import { createSecureContext } from 'node:tls'

/** What the gateway agrees to in a handshake. */
export interface TlsTerms {
  minVersion: 'TLSv1.2'
  ciphers: string
  honorCipherOrder: boolean
  ecdhCurve: string
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

/** Those of browsers; the first one withstands quantum computers. */
const curves = ['X25519MLKEM768', 'X25519', 'P-256', 'P-384']

export const tlsTerms: TlsTerms = {
  minVersion: 'TLSv1.2',
  ciphers,
  honorCipherOrder: true,
  ecdhCurve: curves.filter(isKnown).join(':'),
}

/** A Node.js with an OpenSSL before 3.5 lacks the first one. */
function isKnown(curve: string): boolean {
  try {
    createSecureContext({ ecdhCurve: curve })
    return true
  } catch {
    return false
  }
}
