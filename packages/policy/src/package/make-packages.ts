import { createHash } from 'node:crypto'
import { packCrx } from './crx3.ts'
import { type BundledPackage, sbomOf } from './sbom.ts'
import { checkSignedXpi } from './signed-xpi.ts'
import type { SigningKey } from './signing-key.ts'
import { updatesJson, updateXml } from './update-manifests.ts'
import { zipOf } from './zip.ts'

/** What the build of the extension gives for one browser. */
export interface ExtensionBuild {
  /** Path in the extension, and contents. */
  files: ReadonlyMap<string, Uint8Array>
  bundledPackages: readonly BundledPackage[]
}

export interface PackagesInput {
  chromium: ExtensionBuild
  firefox: ExtensionBuild
  /** Signs the CRX; without it there is none. */
  key?: SigningKey | undefined
  /** Folder of the update manifests, without a slash at the end; without it there are none. */
  updateUrl?: string | undefined
  /** The XPI with Mozilla's signature, in place of the one without. */
  signedXpi?: Uint8Array | undefined
}

/** Ids that policies name. */
export interface ExtensionIds {
  version: string
  /** Absent without a key. */
  chromium?: string
  firefox: string
}

export interface Packages {
  ids: ExtensionIds
  /** Name and contents, SHA256SUMS last. */
  files: ReadonlyMap<string, Uint8Array>
  /** What is not there, and why. */
  notes: string[]
}

/**
 * Makes everything that an administrator installs the sensor from. The same input gives the same bytes.
 * @throws PackageError SIGNED_XPI_WRONG
 */
export function makePackages(input: PackagesInput): Packages {
  const { chromium, firefox, key, signedXpi } = input
  const manifests = { chromium: manifestOf(chromium), firefox: manifestOf(firefox) }
  const { version } = manifests.chromium
  if (signedXpi !== undefined) checkSignedXpi(signedXpi, firefox.files)
  const ids = { version, ...(key && { chromium: key.extensionId }), firefox: geckoOf(manifests.firefox).id }
  const packages = new Map<string, Uint8Array>()
  if (key !== undefined) packages.set(`weaklayer-${version}.crx`, packCrx(zipOf(chromium.files), key))
  packages.set(`weaklayer-${version}.xpi`, signedXpi ?? zipOf(firefox.files))
  packages.set(`weaklayer-${version}-store.zip`, zipOf(forStore(chromium.files)))
  const hashes = Object.fromEntries([...packages].map(([name, bytes]) => [name, sha256Of(bytes)]))
  const texts = {
    [`weaklayer-${version}.cdx.json`]: sbomOf({ version, bundled: allBundled(input), hashes }),
    'ids.json': `${JSON.stringify(ids, null, 2)}\n`,
    ...updateManifests({ input, ids, manifests, packages }),
  }
  const files = new Map([...packages, ...Object.entries(texts).map(encoded)])
  files.set('SHA256SUMS', sumsOf(files))
  return { ids, files, notes: notesOf(input) }
}

/** SHA-256, hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

interface Manifest {
  version: string
  minimum_chrome_version?: string
  browser_specific_settings?: { gecko?: { id: string; strict_min_version: string } }
}

function manifestOf({ files }: ExtensionBuild): Manifest {
  return JSON.parse(Buffer.from(files.get('manifest.json') ?? []).toString()) as Manifest
}

function geckoOf({ browser_specific_settings }: Manifest) {
  const gecko = browser_specific_settings?.gecko
  if (gecko === undefined) throw new Error('the build for Firefox has no id')
  return gecko
}

/** The stores host updates themselves and refuse an address of others. */
function forStore(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const { update_url: _, ...manifest } = JSON.parse(
    Buffer.from(files.get('manifest.json') ?? []).toString(),
  ) as Record<string, unknown>
  return new Map([...files, encoded(['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`])])
}

interface ManifestInput {
  input: PackagesInput
  ids: ExtensionIds
  manifests: Record<'chromium' | 'firefox', Manifest>
  packages: ReadonlyMap<string, Uint8Array>
}

function updateManifests({ input: { updateUrl }, ids, manifests, packages }: ManifestInput) {
  if (updateUrl === undefined) return {}
  const { version } = ids
  const offer = (name: string) => {
    const bytes = packages.get(name) ?? new Uint8Array()
    return { version, url: `${updateUrl}/${name}`, sha256: sha256Of(bytes), bytes: bytes.length }
  }
  const firefox = { id: ids.firefox, minimumVersion: geckoOf(manifests.firefox).strict_min_version }
  const json = updatesJson({ ...offer(`weaklayer-${version}.xpi`), ...firefox })
  if (ids.chromium === undefined) return { 'updates.json': json }
  const chromium = { id: ids.chromium, minimumVersion: manifests.chromium.minimum_chrome_version ?? '0' }
  const xml = updateXml({ ...offer(`weaklayer-${version}.crx`), ...chromium })
  return { 'update.xml': xml, 'updates.json': json }
}

function allBundled({ chromium, firefox }: PackagesInput): BundledPackage[] {
  const all = [...chromium.bundledPackages, ...firefox.bundledPackages]
  const byName = new Map(all.map(one => [`${one.name}@${one.version}`, one]))
  return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, one]) => one)
}

function sumsOf(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const lines = [...files].map(([name, bytes]) => `${sha256Of(bytes)}  ${name}\n`)
  return Buffer.from(lines.join(''))
}

const encoded = ([name, text]: [string, string]): [string, Uint8Array] => [name, Buffer.from(text)]

function notesOf({ key, updateUrl, signedXpi }: PackagesInput): string[] {
  const notes: string[] = []
  if (key === undefined)
    notes.push(
      'No CRX, and no id for Chrome, Edge and Chromium: that takes your signing key (--key FILE, or --new-key FILE to make one).',
    )
  if (updateUrl === undefined)
    notes.push(
      'No update.xml and no updates.json: they name the address that you serve them at (--update-url URL).',
    )
  if (updateUrl?.startsWith('http://'))
    notes.push('The XPI names no update address: Firefox takes https only. Give it new versions by policy.')
  if (signedXpi === undefined)
    notes.push(
      'The XPI is not signed by Mozilla: Firefox ESR takes it where policy sets xpinstall.signatures.required to false, Firefox Release never.',
    )
  return notes
}
