/** What an update manifest offers to one browser. */
export interface Offer {
  id: string
  version: string
  /** Where the package is. */
  url: string
  /** SHA-256 of the package, hexadecimal. Manifests of others may have none. */
  sha256?: string
}

export interface ChromiumOffer extends Required<Offer> {
  bytes: number
  minimumVersion: string
}

export interface FirefoxOffer extends Required<Offer> {
  minimumVersion: string
}

/** The update manifest for Chromium: https://developer.chrome.com/docs/extensions/how-to/distribute/host-on-linux */
export function updateXml({ id, version, url, sha256, bytes, minimumVersion }: ChromiumOffer): string {
  const check = { codebase: url, version, prodversionmin: minimumVersion, hash_sha256: sha256, size: bytes }
  const attributes = Object.entries(check).map(([name, value]) => `${name}='${escaped(String(value))}'`)
  return `<?xml version='1.0' encoding='UTF-8'?>
<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>
  <app appid='${escaped(id)}'>
    <updatecheck ${attributes.join(' ')}/>
  </app>
</gupdate>
`
}

/** The update manifest for Firefox: https://extensionworkshop.com/documentation/manage/updating-your-extension/ */
export function updatesJson({ id, version, url, sha256, minimumVersion }: FirefoxOffer): string {
  const update = {
    version,
    update_link: url,
    update_hash: `sha256:${sha256}`,
    applications: { gecko: { strict_min_version: minimumVersion } },
  }
  return `${JSON.stringify({ addons: { [id]: { updates: [update] } } }, null, 2)}\n`
}

/** What an `update.xml` with one app offers; undefined when it is none. */
export function readUpdateXml(text: string): Offer | undefined {
  const apps = [...text.matchAll(/<app\b([^>]*)>/g)].map(([, attributes = '']) => attributesOf(attributes))
  const checks = [...text.matchAll(/<updatecheck\b([^>]*)>/g)].map(([, attributes = '']) =>
    attributesOf(attributes),
  )
  const [app] = apps
  const [check] = checks
  if (apps.length !== 1 || checks.length !== 1) return undefined
  const { codebase: url, version, hash_sha256: sha256 } = check ?? {}
  const id = app?.appid
  if (id === undefined || url === undefined || version === undefined) return undefined
  return { id, version, url, ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }) }
}

interface UpdatesFile {
  addons?: Record<string, { updates?: { version?: unknown; update_link?: unknown; update_hash?: unknown }[] }>
}

/** What an `updates.json` with one add-on and one update offers; undefined when it is none. */
export function readUpdatesJson(text: string): Offer | undefined {
  const [addon, ...others] = Object.entries(parse(text)?.addons ?? {})
  const [id, { updates = [] } = {}] = addon ?? []
  const { version, update_link: url, update_hash: hash } = updates[0] ?? {}
  if (id === undefined || others.length > 0 || updates.length !== 1) return undefined
  if (typeof version !== 'string' || typeof url !== 'string') return undefined
  const sha256 = /^sha256:([0-9a-f]{64})$/i.exec(String(hash))?.[1]
  return { id, version, url, ...(sha256 !== undefined && { sha256: sha256.toLowerCase() }) }
}

function parse(text: string): UpdatesFile | undefined {
  try {
    return JSON.parse(text) as UpdatesFile
  } catch {
    return undefined
  }
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
}
const letters = Object.fromEntries(Object.entries(escapes).map(([letter, entity]) => [entity, letter]))

const escaped = (text: string) => text.replace(/[&<>'"]/g, letter => escapes[letter] ?? letter)

function attributesOf(text: string): Record<string, string | undefined> {
  const found = [...text.matchAll(/([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)]
  return Object.fromEntries(
    found.map(([, name = '', double, single = '']) => [
      name,
      (double ?? single).replace(/&\w+;/g, entity => letters[entity] ?? entity),
    ]),
  )
}
