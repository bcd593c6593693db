import { createHash, createPublicKey } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import crx3 from 'crx3'

export interface TestPackage {
  crx: Buffer
  /** The same without signature, as Firefox takes it. */
  zip: Buffer
  /** The id that the key gives, by Chromium's documentation. */
  id: string
}

export const addOnId = 'sensor@weaklayer.org'

/** Packs a sensor's manifest with a packer that is not ours; `keyName` names a key, made where there is none. */
export async function makePackage(
  directory: string,
  manifest: Record<string, unknown>,
  keyName = 'key.pem',
): Promise<TestPackage> {
  const source = join(directory, `source-${crypto.randomUUID()}`)
  const at = (name: string) => join(source, name)
  await mkdir(source)
  await writeFile(at('manifest.json'), JSON.stringify({ manifest_version: 3, name: 'Test', ...manifest }))
  const keyPath = join(directory, keyName)
  await crx3([at('manifest.json')], { crxPath: at('x.crx'), zipPath: at('x.zip'), keyPath })
  const der = createPublicKey(await readFile(keyPath, 'utf8')).export({ type: 'spki', format: 'der' })
  const digits = createHash('sha256').update(der).digest('hex').slice(0, 32)
  const id = [...digits].map(digit => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')
  return { crx: await readFile(at('x.crx')), zip: await readFile(at('x.zip')), id }
}

/** Chromium's update manifest, as its documentation shows it. */
export function updateXml(id: string, version: string, codebase: string): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>
  <app appid='${id}'><updatecheck codebase='${codebase}' version='${version}' /></app>
</gupdate>`
}

/** Firefox's update manifest. */
export function updatesJson(version: string, link: string, zip: Buffer): string {
  const hash = `sha256:${createHash('sha256').update(zip).digest('hex')}`
  return JSON.stringify({
    addons: { [addOnId]: { updates: [{ version, update_link: link, update_hash: hash }] } },
  })
}
