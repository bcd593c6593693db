import { parse } from 'plist'
import { parseXml } from '../parse-xml.ts'
import { isRecord, type PolicySource, recordIn } from './policy-source.ts'

export type ProfileSources =
  | { status: 'ok'; sources: PolicySource[] }
  | { status: 'invalid'; message: string }

const products: Record<string, { product: string; browser: 'chromium' | 'firefox' }> = {
  'com.google.Chrome': { product: 'Chrome', browser: 'chromium' },
  'com.microsoft.Edge': { product: 'Edge', browser: 'chromium' },
  'org.chromium.Chromium': { product: 'Chromium', browser: 'chromium' },
  'org.mozilla.firefox': { product: 'Firefox', browser: 'firefox' },
}

/** Whether a text is a property list. */
export function isPropertyList(text: string): boolean {
  return /<plist[\s>]/.test(text.slice(0, 4096))
}

/** The browsers' policies in a configuration profile of macOS (`.mobileconfig`), as their JSON would have them. */
export function profileSources(text: string): ProfileSources {
  const payloads = payloadsOf(text)
  if (payloads === undefined) return { status: 'invalid', message: 'it is no readable property list' }
  const sources = Object.entries(products).flatMap(([domain, { product, browser }]): PolicySource[] => {
    const own = payloads.filter(({ type }) => type === domain).map(({ settings }) => settings)
    const values = extensionValues(payloads, domain)
    if (own.length === 0 && Object.keys(values).length === 0) return []
    const policies: Record<string, unknown> = Object.assign({}, ...own)
    const thirdParty = Object.keys(values).length > 0 && { '3rdparty': { extensions: values } }
    return [{ kind: 'browser', browser, product, system: 'macos', policies: { ...policies, ...thirdParty } }]
  })
  return { status: 'ok', sources }
}

interface Payload {
  type: string
  settings: Record<string, unknown>
}

function payloadsOf(text: string): Payload[] | undefined {
  // The library prints what is not well-formed on standard error, with its text.
  if (parseXml(text) === undefined) return undefined
  let profile: unknown
  try {
    profile = parse(text)
  } catch {
    return undefined
  }
  const content = isRecord(profile) ? profile.PayloadContent : undefined
  return Array.isArray(content) ? content.filter(isRecord).flatMap(settingsOf) : undefined
}

/** A payload holds its keys itself, or below com.apple.ManagedClient.preferences those of several domains. */
function settingsOf(payload: Record<string, unknown>): Payload[] {
  const type = String(payload.PayloadType)
  if (type !== 'com.apple.ManagedClient.preferences') return [{ type, settings: withoutPayloadKeys(payload) }]
  return Object.entries(recordIn(payload, 'PayloadContent')).flatMap(([domain, levels]) => {
    const forced = isRecord(levels) && Array.isArray(levels.Forced) ? levels.Forced : []
    return forced.map(one => ({ type: domain, settings: recordIn(one, 'mcx_preference_settings') }))
  })
}

function withoutPayloadKeys(payload: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !key.startsWith('Payload')))
}

/** Chromium has a domain of its own for the values of each extension. */
function extensionValues(payloads: readonly Payload[], domain: string): Record<string, unknown> {
  const prefix = `${domain}.extensions.`
  return Object.fromEntries(
    payloads
      .filter(({ type }) => type.startsWith(prefix))
      .map(({ type, settings }) => [type.slice(prefix.length), settings]),
  )
}
