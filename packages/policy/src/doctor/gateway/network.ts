import type { X509Certificate } from 'node:crypto'

/** What the doctor needs to reach addresses. */
export interface Network {
  /** Authorities that certificates are judged by, PEM. */
  authorities: readonly string[]
  /** Longest time of one request. */
  timeoutMs: number
  nowMs: () => number
}

/** The server's side of a TLS connection. */
export interface TlsFacts {
  /** `TLSv1.2` or `TLSv1.3`. */
  protocol: string
  certificate: X509Certificate
  /** The certificate, then its issuers as far as they are known. */
  chain: X509Certificate[]
  /** OpenSSL's reason why the chain is not trusted; undefined when it is. */
  chainError?: string
}

/** What came of a request. */
export type Exchange =
  | { status: 'answered'; answer: Answer }
  /** `reason` is a code of Node or OpenSSL. */
  | { status: 'failed'; reason: string; proxyStatus?: number }

export interface Answer {
  statusCode: number
  headers: Record<string, string | string[] | undefined>
  body: Uint8Array
  /** Of https only. */
  tls?: TlsFacts
}
