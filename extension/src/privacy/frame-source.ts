/** What the browser says of the frame at the other end of a port. Nothing of it comes from the page. */
export interface SenderFacts {
  tabId: number
  /** 0 is the top frame. */
  frameId: number
  url: string
  origin?: string | undefined
  tabUrl?: string | undefined
  incognito: boolean
}

/** A frame as the privacy rules see it. */
export interface FrameSource {
  tabId: number
  frameId: number
  top: boolean
  incognito: boolean
  url: string
  origin: string
  scheme: string
  /** Its own host; for about:blank, srcdoc and blob: the host that it inherited; empty where there is none. */
  host: string
  /** Host of the tab's top page; empty where that has none, undefined where the browser does not tell. */
  topHost: string | undefined
}

/** Turns what the browser says of a sender into what the rules judge. */
export function frameSource(sender: SenderFacts): FrameSource {
  const top = sender.frameId === 0
  const origin = sender.origin ?? originOf(sender.url)
  const host = hostOf(sender.url) || hostOf(origin)
  return {
    tabId: sender.tabId,
    frameId: sender.frameId,
    top,
    incognito: sender.incognito,
    url: sender.url,
    origin,
    scheme: schemeOf(sender.url),
    host,
    topHost: top ? host : topHostOf(sender.tabUrl),
  }
}

/** The frame's address: what the frame says counts only within the origin that the browser says. */
export function trustedAddress(source: FrameSource, href: string): string {
  const said = originOf(href)
  const sameOrigin = said !== 'null' && said === source.origin
  return sameOrigin || sameFile(source, href) ? href : source.url
}

/** `https:`, `file:`, …; empty for text that is no address. */
export function schemeOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : ''
}

/** Host of an address; for blob: of the origin inside. */
export function hostOf(url: string): string {
  if (!URL.canParse(url)) return ''
  const { protocol, hostname, origin } = new URL(url)
  return protocol === 'blob:' && origin !== 'null' ? new URL(origin).hostname : hostname
}

function topHostOf(tabUrl: string | undefined): string | undefined {
  return tabUrl === undefined || tabUrl === '' ? undefined : hostOf(tabUrl)
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'null'
}

/** File addresses have no origin: a frame may change its fragment and query, not its file. */
function sameFile(source: FrameSource, href: string): boolean {
  if (source.scheme !== 'file:' || schemeOf(href) !== 'file:') return false
  return new URL(href).pathname === new URL(source.url).pathname
}
