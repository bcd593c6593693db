import { siteOf } from './site-of.ts'

/** What people do at a host, as far as it matters for how somebody came to a page. */
export type HostKind = 'mail' | 'chat' | 'search' | 'other'

const hostsByKind: Record<Exclude<HostKind, 'other'>, readonly string[]> = {
  mail: [
    'outlook.com',
    'outlook.office.com',
    'outlook.office365.com',
    'outlook.live.com',
    'outlook.cloud.microsoft',
    'mail.google.com',
    'gmail.com',
    'gmx.net',
    'gmx.com',
    'web.de',
    'proton.me',
    'protonmail.com',
    'fastmail.com',
    'tutanota.com',
    'tuta.com',
    'hey.com',
    // Link checkers of mail systems, through which links in mails lead.
    'safelinks.protection.outlook.com',
    'urldefense.com',
    'urldefense.proofpoint.com',
    'mimecast.com',
    'mimecastprotect.com',
    'linkprotect.cudasvc.com',
  ],
  chat: [
    'teams.microsoft.com',
    'teams.live.com',
    'teams.cloud.microsoft',
    'slack.com',
    'discord.com',
    'web.whatsapp.com',
    'web.telegram.org',
    'telegram.org',
    'messenger.com',
    'chat.google.com',
    'webex.com',
    'element.io',
    'signal.org',
    'linkedin.com',
  ],
  search: [
    'bing.com',
    'duckduckgo.com',
    'ecosia.org',
    'startpage.com',
    'qwant.com',
    'search.yahoo.com',
    'search.brave.com',
    'yandex.com',
    'yandex.ru',
    'baidu.com',
    'kagi.com',
  ],
}
const mailWords =
  /^(?:(?:web|e)?mail\d*|owa|outlook|exchange|imp|horde|roundcube|zimbra|squirrelmail|postfach)$/
const chatWords = /^(?:chat|teams|slack|mattermost|rocket|matrix|element)$/
const searchWords = /^(?:search|suche|searx|searxng)$/

/** The kind of a host: by a list of well-known ones, else by the name that its owner gave it, such as `webmail`. */
export function hostKind(hostname: string): HostKind {
  for (const kind of ['mail', 'chat', 'search'] as const)
    if (hostsByKind[kind].some(host => hostname === host || hostname.endsWith(`.${host}`))) return kind
  const { site, name } = siteOf(hostname)
  if (name === 'google' && (hostname === site || hostname === `www.${site}`)) return 'search'
  const words = hostname.slice(0, Math.max(0, hostname.length - site.length - 1)).split('.')
  if (words.some(word => mailWords.test(word))) return 'mail'
  if (words.some(word => chatWords.test(word))) return 'chat'
  return words.some(word => searchWords.test(word)) ? 'search' : 'other'
}
