import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

export interface RedirectRequest {
  /** The header `Host`. */
  host: string | undefined
  /** Path and query, as in the first line of a request. */
  path: string
}

export interface RedirectOptions {
  certificate: Pick<X509Certificate, 'checkHost' | 'checkIP'>
  httpsPort: number
}

const hostPattern = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_.-]{1,253}))(?::\d{1,5})?$/i

/**
 * Where a request by http is sent: the same address by https. Undefined where the certificate is not for that name, so that
 * nobody is sent to a stranger, or where there is no path.
 */
export function redirectTarget(
  { host, path }: RedirectRequest,
  { certificate, httpsPort }: RedirectOptions,
): string | undefined {
  const [, ipv6, name = ipv6] = hostPattern.exec(host ?? '') ?? []
  if (name === undefined || !path.startsWith('/')) return undefined
  const isServed = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)
  if (isServed === undefined) return undefined
  const shown = ipv6 === undefined ? name : `[${ipv6}]`
  // The path stands behind an authority that is complete: whatever it holds, it cannot become one.
  return new URL(`https://${shown}:${httpsPort}${path}`).href
}
