import { getProxyForUrl } from 'proxy-from-env'
import { isLoopback } from './loopback.ts'

/** Which way a request goes. */
export interface Proxy {
  /** With its credentials, if it has any: never to be shown. */
  url: string
  /** Host and port. */
  name: string
}

const variables = ['https_proxy', 'http_proxy', 'all_proxy']

/**
 * The proxy for an address by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY of the environment, as Chromium on Linux
 * reads them: none for this machine itself, and `http` where the variable names no protocol.
 */
export function proxyFor(url: URL): Proxy | undefined {
  if (isLoopback(url.hostname)) return undefined
  const found = getProxyForUrl(url.href)
  if (found === '') return undefined
  const proxy = URL.canParse(found)
    ? new URL(isBare(found) ? found.replace(/^\w+:/, 'http:') : found)
    : undefined
  return proxy === undefined
    ? { url: found, name: 'an address that is none' }
    : { url: proxy.href, name: proxy.host }
}

function isBare(found: string): boolean {
  const rest = found.replace(/^\w+:\/\//, '')
  return variables.some(name => [process.env[name], process.env[name.toUpperCase()]].includes(rest))
}
