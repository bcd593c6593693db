import { X509Certificate } from 'node:crypto'
import { getCACertificates } from 'node:tls'

/**
 * What browsers on this machine trust, PEM: the public authorities, those of the system's store, and those that the
 * environment adds (NODE_EXTRA_CA_CERTS). Browsers have lists of their own, which differ little.
 */
export function trustedAuthorities(): string[] {
  return [
    ...new Set([
      ...getCACertificates('bundled'),
      ...getCACertificates('system'),
      ...getCACertificates('extra'),
    ]),
  ]
}

/** Whether a certificate is a public authority, or made by one; else it is trusted on some machines only. */
export function isPublic(last: X509Certificate): boolean {
  return getCACertificates('bundled')
    .map(pem => new X509Certificate(pem))
    .some(
      root =>
        root.fingerprint256 === last.fingerprint256 ||
        (last.checkIssued(root) && last.verify(root.publicKey)),
    )
}
