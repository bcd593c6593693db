import type { UrlDetail } from '@weaklayer/wire'
import type { CaptureRules } from './capture-rules.ts'
import { hostOf } from './frame-source.ts'
import { secretIn } from './secret-segment.ts'

/** An address as it is recorded. User info has no place in it. */
export interface RecordedAddress {
  protocol: string
  hostname: string
  port?: number
  path: string
  search: string
  hash: string
}

/** The gateway's limit for one string. */
const longestText = 8192
const mostNames = 40

/** The address that is recorded for an address of a page, as policy says. */
export function redactUrl(href: string, rules: CaptureRules): RecordedAddress {
  if (!URL.canParse(href)) return { protocol: '', hostname: '', path: '', search: '', hash: '' }
  const url = new URL(href)
  const address = bareAddress(url)
  const detail = detailFor(address.hostname, rules)
  if (detail === 'host') return address
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      return { ...address, ...(detail === 'full' ? fullParts(url) : redactedParts(url)) }
    case 'file:':
      // Paths of files name people and projects.
      return detail === 'full' ? { ...address, ...fullParts(url) } : address
    case 'about:':
      return { ...address, path: aboutPage(url.pathname) }
    default:
      // data:, blob:, javascript: and strangers carry payload, never only an address.
      return address
  }
}

/** Only where: scheme, host and port. */
export function hostOnly(address: RecordedAddress): RecordedAddress {
  return { ...address, path: '', search: '', hash: '' }
}

/** How much of the addresses of a host is recorded; the stricter list wins. */
export function detailFor(host: string, rules: CaptureRules): UrlDetail {
  if (rules.hostOnlyHosts.has(host)) return 'host'
  return host !== '' && rules.fullHosts.has(host) ? 'full' : rules.urlDetail
}

function bareAddress(url: URL): RecordedAddress {
  const address = { protocol: url.protocol, hostname: hostOf(url.href), path: '', search: '', hash: '' }
  return url.port === '' ? address : { ...address, port: Number(url.port) }
}

function fullParts(url: URL) {
  return {
    path: url.pathname.slice(0, longestText),
    search: url.search.slice(0, longestText),
    hash: url.hash.slice(0, longestText),
  }
}

function redactedParts(url: URL) {
  const path = url.pathname.split('/').map(redactSegment).join('/')
  return { path: path.slice(0, longestText), search: redactSearch(url.search), hash: '' }
}

/** Parameters of a path segment (`;jsessionid=…`) are values too. */
function redactSegment(segment: string): string {
  const [name = '', ...parameters] = segment.split(/;|%3b/i)
  const shown = name === '' ? '' : (secretIn(name) ?? name)
  return parameters.length === 0 ? shown : `${shown};{value}`
}

function redactSearch(search: string): string {
  if (search.length <= 1) return ''
  const parts = search.slice(1).split('&')
  const names = new Set(parts.filter(part => part !== '').map(parameterName))
  return names.size === 0 ? '' : `?${[...names].slice(0, mostNames).join('&')}`
}

/** A parameter's name; one without `=` is a value, and a name that is no name may be one. */
function parameterName(part: string): string {
  const end = part.indexOf('=')
  if (end < 0) return '{value}'
  const name = decodedName(part.slice(0, end))
  return name !== undefined && secretIn(name) === undefined ? name : '{name}'
}

function decodedName(encoded: string): string | undefined {
  try {
    const name = decodeURIComponent(encoded)
    return /^[A-Za-z0-9_.~$[\]-]{1,48}$/.test(name) ? name : undefined
  } catch {
    return undefined
  }
}

function aboutPage(name: string): string {
  return name === 'blank' || name === 'srcdoc' ? name : ''
}
