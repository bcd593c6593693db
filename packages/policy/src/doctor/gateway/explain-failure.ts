import { type Finding, finding } from '../finding.ts'
import { exchange } from './exchange.ts'
import type { Network } from './network.ts'
import { proxyFor } from './proxy.ts'

export interface Failure {
  reason: string
  proxyStatus?: number
}

const tlsReasons = /^(EPROTO|ERR_SSL_|ECONNRESET|HPE_)/
const nameReasons = /^(ENOTFOUND|EAI_)/

/** Says why an address could not be reached, as a browser would see it. */
export async function explainFailure(url: URL, failure: Failure, network: Network): Promise<Finding> {
  const proxy = proxyFor(url)
  const through = proxy === undefined ? '' : ` through the proxy ${proxy.name}`
  const subject = url.origin
  const { reason, proxyStatus } = failure
  if (proxyStatus !== undefined) {
    const found = `the proxy ${proxy?.name} answers ${proxyStatus} for ${url.host}`
    return finding('PROXY_REFUSED', { subject, found })
  }
  if (tlsReasons.test(reason)) {
    const swapped = await otherProtocol(url, network)
    if (swapped !== undefined) return swapped
    if (/^(EPROTO|ERR_SSL_)/.test(reason))
      return finding('TLS_FAILED', { subject, found: `no TLS connection${through}: ${reason}` })
  }
  if (proxy !== undefined && /^(ECONNREFUSED|ENOTFOUND|EAI_|ERR_PROXY)/.test(reason))
    return finding('PROXY_UNREACHABLE', {
      subject,
      found: `the proxy ${proxy.name} does not answer: ${reason}`,
    })
  if (nameReasons.test(reason))
    return finding('HOST_UNKNOWN', { subject, found: `the name ${url.hostname} has no address (${reason})` })
  return finding('CONNECTION_FAILED', { subject, found: `no connection${through}: ${inWords(reason)}` })
}

/** Asks the same port in the other protocol: the commonest mistake of all. */
export async function otherProtocol(url: URL, network: Network): Promise<Finding | undefined> {
  const isHttps = url.protocol === 'https:'
  const other = new URL(url)
  // Setting `protocol` would drop a port that is the other one's default.
  other.href = url.href.replace(/^https?:/, isHttps ? 'http:' : 'https:')
  other.port = url.port || (isHttps ? '443' : '80')
  const { status } = await exchange({ url: other, acceptAnyCertificate: true, mostBytes: 1_048_576 }, network)
  if (status === 'failed') return undefined
  return isHttps
    ? finding('HTTPS_WHERE_HTTP', {
        subject: url.origin,
        found: 'this port speaks http, and the policy says https',
      })
    : finding('HTTP_WHERE_HTTPS', {
        subject: url.origin,
        found: 'this port speaks https, and the policy says http',
      })
}

function inWords(reason: string): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there, or a firewall refuses it',
    ECONNRESET: 'it was cut off',
    ETIMEDOUT: 'nothing answers in time',
    EHOSTUNREACH: 'there is no way to that address',
    ENETUNREACH: 'there is no way to that address',
    ANSWER_TOO_LARGE: 'the answer is far too large for the gateway',
  }
  return `${words[reason] ?? 'it failed'} (${reason})`
}
