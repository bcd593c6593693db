import type { Element } from '@xmldom/xmldom'
import { parseXml } from '../parse-xml.ts'

/** One entry of an update manifest of Chromium. */
export interface UpdateEntry {
  id: string
  version: string
  /** Where the package is. */
  codebase: string
  /** SHA-256 of the package, hex, where the manifest says it. */
  hash?: string
}

export type UpdateXml = { status: 'ok'; entries: UpdateEntry[] } | { status: 'invalid'; message: string }

const namespace = 'http://www.google.com/update2/response'

/** Reads `update.xml`. Source: Chromium's extensions/browser/updater/safe_manifest_parser.cc. */
export function readUpdateXml(bytes: Uint8Array): UpdateXml {
  const root = parseXml(new TextDecoder().decode(bytes))
  if (root === undefined) return { status: 'invalid', message: 'it is no XML' }
  if (root.localName !== 'gupdate' || root.namespaceURI !== namespace)
    return { status: 'invalid', message: `its root is not gupdate of ${namespace}` }
  if (root.getAttribute('protocol') !== '2.0')
    return { status: 'invalid', message: 'its protocol is not 2.0' }
  const entries = [...root.getElementsByTagNameNS(namespace, 'app')].flatMap(entryOf)
  return { status: 'ok', entries }
}

function entryOf(app: Element): UpdateEntry[] {
  const check = app.getElementsByTagNameNS(namespace, 'updatecheck')[0]
  const [id, version, codebase] = [
    app.getAttribute('appid'),
    check?.getAttribute('version'),
    check?.getAttribute('codebase'),
  ]
  if (!id || !version || !codebase) return []
  const hash = check?.getAttribute('hash_sha256')
  return [{ id, version, codebase, ...(hash && { hash }) }]
}
